import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useAgent } from '../api/agent';
import { drafts } from '../api/drafts';
import { sourceKey } from '../api/keys';
import { isRefused } from '../api/problem';
import { usePanel, useRight } from '../api/queries';
import { useStore } from '../api/store';
import { Unreachable } from '../api/transport';
import type { LogKind, MailSource, PanelView } from '../api/types';
import { picked } from '../commands/picked';
import { RecordView } from '../record/RecordView';
import { type Mail, MailProvider, type View } from '../record/views';
import { logKinds } from '../record/words';
import { Button } from '../ui/button/Button';
import { prepareMenus } from '../ui/menu/Menu';
import { Notice } from '../ui/notice/Notice';
import { Skeleton } from '../ui/state/State';
import styles from './Panel.module.css';
import { Nobody } from './states/Nobody';
import { AgentDown, Failed, NoRights } from './states/Trouble';

const forms = () => import('../record/forms');
const LogForm = lazy(() => forms().then((m) => ({ default: m.LogForm })));
const AttachForm = lazy(() => forms().then((m) => ({ default: m.AttachForm })));
const CorrectForm = lazy(() => forms().then((m) => ({ default: m.CorrectForm })));
const NewClientForm = lazy(() => forms().then((m) => ({ default: m.NewClientForm })));
const Ambiguous = lazy(() => forms().then((m) => ({ default: m.Ambiguous })));
const OtherRecord = lazy(() => import('../record/OtherRecord').then((m) => ({ default: m.OtherRecord })));

/** What the agent knows about one mail. */
export function MailPanel({ source }: { source: MailSource }) {
  const { t } = useLingui();
  const { api } = useAgent();
  const [participant, setParticipant] = useState<string | null>(null);
  const [stack, setStack] = useState<View[]>([]);
  const panel = usePanel(source, participant);
  const mayWrite = useRight('write');
  const down = useStore(api.reach) === 'down';

  // The forms are fetched while nobody waits for them, so that opening one takes no time.
  useEffect(() => {
    const later = setTimeout(() => {
      prepareMenus();
      void forms();
    }, 1_000);
    return () => clearTimeout(later);
  }, []);

  const found = useStore(picked);
  useEffect(() => {
    if (!found) return;
    picked.set(null);
    setStack((now) => [...now.slice(-2), { name: 'record', of: found }]);
  }, [found]);

  const view = panel.data;
  if (!view) {
    if (panel.error instanceof Unreachable) return <AgentDown onRetry={() => void panel.refetch()} />;
    if (isRefused(panel.error, 'crm.denied', 'api.forbidden')) return <NoRights />;
    if (panel.error) return <Failed error={panel.error} onRetry={() => void panel.refetch()} />;
    return <Skeleton label={t`Loading the record`} rows={10} titled />;
  }
  const mail: Mail = {
    source,
    view,
    mayWrite,
    step: setParticipant,
    open: (next) => setStack((now) => [...now.slice(-2), next]),
    back: () => {
      setStack((now) => now.slice(0, -1));
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-heading]')?.focus());
    },
  };
  const top = stack.at(-1);
  return (
    <MailProvider value={mail}>
      <Announcer view={view} />
      {down ? (
        <div className={styles.banner}>
          <Notice
            tone="warn"
            icon="offline"
          >{t`The agent does not answer. You see what was known last; what you log is kept and sent later.`}</Notice>
        </div>
      ) : null}
      <Suspense fallback={<Skeleton label={t`Loading`} />}>
        {top ? (
          <Above key={JSON.stringify(top)} top={top} onDone={mail.back} />
        ) : (
          <>
            <Unfinished source={source} onOpen={(kind) => mail.open({ name: 'log', kind })} />
            <Base view={view} />
          </>
        )}
      </Suspense>
    </MailProvider>
  );
}

function Base({ view }: { view: PanelView }) {
  if (view.state === 'known' && view.record) return <RecordView record={view.record} />;
  if (view.state === 'several') return <Ambiguous />;
  if (view.state === 'unknown') return <NewClientForm />;
  return <Nobody />;
}

function Above({ top, onDone }: { top: View; onDone: () => void }) {
  switch (top.name) {
    case 'log':
      return <LogForm kind={top.kind} onDone={onDone} />;
    case 'attach':
      return <AttachForm onDone={onDone} />;
    case 'correct':
      return <CorrectForm onDone={onDone} />;
    case 'client':
      return <NewClientForm />;
    case 'record':
      return <OtherRecord of={top.of} onBack={onDone} />;
  }
}

/** Says who is shown now, without moving the focus. */
function Announcer({ view }: { view: PanelView }) {
  const { t } = useLingui();
  const who = view.participants[view.shown];
  const name = view.record?.record.name || who?.name || who?.address || '';
  const text = {
    known: t`${name}, client record`,
    several: t`${name}: several records match`,
    unknown: t`${name} is not known yet`,
    internal: t`${name} is a colleague`,
    nobody: t`Nobody to show for this mail`,
  }[view.state];
  return (
    <div aria-live="polite" className="hidden-visually">
      {text}
    </div>
  );
}

/** A form that was left with something in it is offered again. */
function Unfinished({ source, onOpen }: { source: MailSource; onOpen: (kind: LogKind) => void }) {
  const { t, i18n } = useLingui();
  const mail = sourceKey(source);
  const [left, setLeft] = useState(() => drafts.of(mail).filter((form): form is LogKind => form in logKinds));
  return left.map((kind) => {
    const name = i18n._(logKinds[kind]);
    return (
      <div key={kind} className={styles.unfinished}>
        <span>{t`Unfinished: ${name}`}</span>
        <Button look="subtle" onPress={() => onOpen(kind)}>{t`Continue`}</Button>
        <Button
          look="subtle"
          onPress={() => {
            drafts.drop(mail, kind);
            setLeft((now) => now.filter((each) => each !== kind));
          }}
        >{t`Discard`}</Button>
      </div>
    );
  });
}
