import { useLingui } from '@lingui/react/macro';
import { useAgent } from '../api/agent';
import { useStore } from '../api/store';
import { full } from '../i18n/format';
import styles from '../record/FormFrame.module.css';
import { Button } from '../ui/button/Button';
import { Dialog } from '../ui/dialog/Dialog';

/** What was logged while the agent was away, and what became of it. */
export function Waiting({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const { outbox } = useAgent();
  const waiting = useStore(outbox.waiting);
  return (
    <Dialog
      title={t`Waiting to be sent`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={<Button look="primary" onPress={() => void outbox.replay()}>{t`Send now`}</Button>}
    >
      {waiting.length === 0 ? <p>{t`Nothing waits.`}</p> : null}
      <ul>
        {waiting.map((each) => {
          const reason = each.refused?.detail ?? '';
          return (
            <li key={each.key} className={styles.row}>
              <span className={styles.item}>
                <span>{each.title}</span>
                <span className={styles.quiet}>{each.refused ? t`Refused: ${reason}` : full(each.at)}</span>
              </span>
              <Button look="danger" onPress={() => void outbox.remove(each.key)}>{t`Discard`}</Button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
