import { useLingui } from '@lingui/react/macro';
import { useRight } from '../api/queries';
import type { Logged, PanelView } from '../api/types';
import { useCommand } from '../commands/registry';
import { brief } from '../i18n/format';
import { Button } from '../ui/button/Button';
import { Icon } from '../ui/icons/Icon';
import styles from './Overview.module.css';
import { useMail } from './views';
import { logKinds, reasons, rules } from './words';

/** Whether the mail is in the history of the client, and why; with the way to put it right. */
export function StatusLine() {
  const { t } = useLingui();
  const { view, open, mayWrite } = useMail();
  const mayLink = useRight('link') && mayWrite;
  const canCorrect = view.mail !== null && mayLink;
  useCommand('mail.correct', () => open({ name: 'correct' }), canCorrect);
  const { tone, text } = useStatus(view);
  return (
    <div className={styles.status} data-tone={tone}>
      <Icon name={tone === 'good' ? 'checkCircle' : tone === 'held' ? 'lock' : 'info'} />
      <span className={styles.statusText}>{text}</span>
      {canCorrect ? (
        <Button look="subtle" onPress={() => open({ name: 'correct' })} shortcut="C" className={styles.small}>
          {t`Correct`}
        </Button>
      ) : null}
    </div>
  );
}

function useStatus(view: PanelView): { tone: 'good' | 'held' | 'none'; text: string } {
  const { t, i18n } = useLingui();
  // The link to who is shown says most; one that was made by logging comes after it.
  const shown = [view.record?.contact?.uid, view.record?.account?.uid];
  const link = view.links.find((each) => shown.includes(each.record.uid)) ?? view.links[0];
  if (view.place === 'held') return { tone: 'held', text: t`In history, held back from colleagues` };
  if (view.place === 'crm' && !link) return { tone: 'none', text: t`In history, linked to nobody` };
  if (view.place === 'crm' && link) {
    const rule = rules[link.rule];
    const why = rule ? i18n._(rule) : link.why;
    return { tone: 'good', text: why ? t`In history · ${why}` : t`In history` };
  }
  if (view.place === 'unseen') return { tone: 'none', text: t`Not in history: the agent has not seen this mail` };
  const reason = view.reason_code ? i18n._(reasons[view.reason_code]) : (view.reason ?? '');
  return { tone: 'none', text: reason ? t`Not in history: ${reason}` : t`Not in history` };
}

/** What was already logged from this mail or its thread, so that nobody does it twice. */
export function LoggedLines({ logged }: { logged: Logged[] }) {
  const { t, i18n } = useLingui();
  if (logged.length === 0) return null;
  return (
    <ul aria-label={t`Already logged`} className={styles.logged}>
      {logged.slice(0, 3).map((each) => {
        const kind = i18n._(logKinds[each.kind]);
        const from = each.from_this_mail ? t`from this mail` : t`from the conversation`;
        return (
          <li key={each.record.uid} className={styles.line}>
            <Icon name="check" className={styles.good} />
            <span className={styles.two}>
              <span>{each.record.name}</span>
              <span className={styles.amount}>{[kind, from, each.by, brief(each.at)].filter(Boolean).join(' · ')}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
