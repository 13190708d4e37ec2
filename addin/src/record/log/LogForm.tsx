import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAgent } from '../../api/agent';
import { drafts } from '../../api/drafts';
import { sourceKey } from '../../api/keys';
import { fieldReason, isRefused, mayPass } from '../../api/problem';
import { useLogDraft } from '../../api/queries';
import type { LogDraft, LogKind, LogRequest, Named } from '../../api/types';
import { Button } from '../../ui/button/Button';
import { Notice } from '../../ui/notice/Notice';
import { Skeleton } from '../../ui/state/State';
import { toasts } from '../../ui/toast/Toasts';
import { FormFrame } from '../FormFrame';
import { useChange, useExplain } from '../useChange';
import { useMail } from '../views';
import { logKinds } from '../words';
import { ActivityFields } from './ActivityFields';
import { Facts } from './Facts';
import { IncidentFields } from './IncidentFields';
import { OpportunityFields } from './OpportunityFields';
import { useKept, useKeys } from './useKept';

export type Filled = Pick<LogDraft, 'incident' | 'opportunity' | 'activity'> & {
  contact: Named | null;
  account: Named | null;
};
export type FieldsProps = {
  value: Filled;
  onChange: (next: Filled) => void;
  reason: (field: string) => string | undefined;
};

/** The second click of two: the form is filled from the mail, so Save is all that is left. */
export function LogForm({ kind, onDone }: { kind: LogKind; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const { source } = useMail();
  const draft = useLogDraft(source, kind);
  const explain = useExplain();
  const kept = drafts.get<Filled>(sourceKey(source), kind);
  const title = i18n._(logKinds[kind]);
  if (draft.data) return <Form key={kind} kind={kind} draft={draft.data} onDone={onDone} />;
  // Without an agent the form still opens: with what was typed before, or empty.
  if (draft.isError && (kept || mayPass(draft.error)))
    return <Form key={kind} kind={kind} draft={emptyDraft(kind)} onDone={onDone} />;
  return (
    <FormFrame title={title} onBack={onDone}>
      {draft.isError ? (
        <Notice tone="bad" action={<Button look="subtle" onPress={() => void draft.refetch()}>{t`Try again`}</Button>}>
          {explain(draft.error)}
        </Notice>
      ) : (
        <Skeleton label={t`Loading`} />
      )}
    </FormFrame>
  );
}

function Form({ kind, draft, onDone }: { kind: LogKind; draft: LogDraft; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const { api, outbox } = useAgent();
  const { source } = useMail();
  const change = useChange();
  const keyFor = useKeys();
  const [filled, setFilled, dropDraft] = useKept<Filled>(sourceKey(source), kind, draft);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const title = i18n._(logKinds[kind]);
  const reason = (field: string) => fieldReason(error, field);

  async function save() {
    const request = requestOf(source, kind, filled);
    const key = keyFor(request);
    const finish = () => {
      dropDraft();
      onDone();
    };
    setBusy(true);
    setError(null);
    const answer = await change({
      key,
      run: (by) => api.log(request, by),
      done: ({ record: { name } }) => t`${title} logged: ${name}`,
      failed: (failure) => {
        if (mayPass(failure)) {
          void outbox.put(key, `${title}: ${subjectOf(filled)}`, request);
          toasts.show({ text: t`Kept here; it will be sent when the agent is back`, tone: 'info' });
          finish();
          return true;
        }
        setError(failure);
        return isRefused(failure) && (failure.problem.fields?.length ?? 0) > 0;
      },
    });
    setBusy(false);
    if (answer) finish();
  }

  const fields = { value: filled, onChange: setFilled, reason };
  return (
    <FormFrame title={title} onBack={onDone} onSave={() => void save()} busy={busy}>
      {draft.leaves ? (
        <Notice tone="warn" icon="lock">
          {t`This mail is private now. Saving takes it into the client's history, where colleagues can see it.`}
        </Notice>
      ) : null}
      {filled.incident ? <IncidentFields {...fields} /> : null}
      {filled.opportunity ? <OpportunityFields {...fields} /> : null}
      {filled.activity ? <ActivityFields {...fields} /> : null}
      <Facts draft={draft} />
    </FormFrame>
  );
}

export const subjectOf = (filled: Filled): string =>
  filled.incident?.subject ?? filled.opportunity?.name ?? filled.activity?.subject ?? '';

/** The request of a filled form: the chosen records go in by their ids. */
export function requestOf(source: LogRequest['source'], kind: LogKind, filled: Filled): LogRequest {
  const account = filled.account?.uid ?? null;
  const contact = filled.contact?.uid ?? null;
  if (filled.incident) return { source, kind, incident: { ...filled.incident, account, contact } };
  if (filled.opportunity) {
    const others = filled.opportunity.contacts.slice(1);
    return {
      source,
      kind,
      opportunity: { ...filled.opportunity, account, contacts: contact ? [contact, ...others] : others },
    };
  }
  return filled.activity ? { source, kind, activity: filled.activity } : { source, kind };
}

function emptyDraft(kind: LogKind): LogDraft {
  const base = { kind, contact: null, account: null, attachments: [], thread: 0, leaves: false };
  if (kind === 'incident')
    return {
      ...base,
      incident: {
        subject: '',
        description: '',
        account: null,
        contact: null,
        product: '',
        category: '',
        priority: 'normal',
        channel: 'mail',
        queue: '',
      },
    };
  if (kind === 'opportunity')
    return {
      ...base,
      opportunity: {
        name: '',
        account: null,
        contacts: [],
        stage: null,
        business_type: '',
        amount: null,
        probability: null,
        expected_close: null,
        source: '',
        competitor: '',
        description: '',
        next_step: '',
      },
    };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    ...base,
    activity: {
      kind,
      subject: '',
      body: '',
      status: kind === 'task' ? 'planned' : 'done',
      priority: 'normal',
      direction: kind === 'call' ? 'out' : 'none',
      at: kind === 'task' ? null : Date.now(),
      planned: null,
      zone,
    },
  };
}
