import { useLingui } from '@lingui/react/macro';
import { useAgent } from '../../api/agent';
import { newKey } from '../../api/client';
import { Button } from '../../ui/button/Button';
import { toasts } from '../../ui/toast/Toasts';
import { useChange } from '../useChange';
import { useMail } from '../views';
import styles from './Match.module.css';

/** Keeps a sender, or a whole domain, out of the records for good. */
export function NeverLog({ address, domain }: { address: string; domain: string }) {
  const { t } = useLingui();
  const { api, queries } = useAgent();
  const { mayWrite } = useMail();
  const change = useChange();
  const never = async (what: 'address' | 'domain', value: string) => {
    const answer = await change({ undoable: false, run: (by) => api.neverLog({ what, value, list: 'mine' }, by) });
    if (!answer) return;
    toasts.show({
      text: t`${value} will never be logged`,
      tone: 'done',
      action: {
        label: t`Undo`,
        run: () => void api.allowLog(answer.uid, { key: newKey() }).then(() => queries.invalidateQueries()),
      },
    });
  };
  if (!mayWrite || !address) return null;
  return (
    <div className={styles.never}>
      <p className={styles.quiet}>{t`Not a client?`}</p>
      <Button icon="prohibited" onPress={() => void never('address', address)}>{t`Never log this sender`}</Button>
      {domain ? (
        <Button icon="prohibited" onPress={() => void never('domain', domain)}>{t`Never log ${domain}`}</Button>
      ) : null}
    </div>
  );
}
