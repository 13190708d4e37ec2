import { useLingui } from '@lingui/react/macro';
import { useExplain } from '../../record/useChange';
import { Button } from '../../ui/button/Button';
import { State } from '../../ui/state/State';
import styles from '../Panel.module.css';

export function AgentDown({ onRetry }: { onRetry: () => void }) {
  const { t } = useLingui();
  return (
    <State
      icon="bigUnplugged"
      title={t`The agent does not answer`}
      actions={<Button look="primary" icon="sync" onPress={onRetry}>{t`Try again`}</Button>}
    >
      <p>{t`The agent runs on this computer and keeps the records. Start it, and the panel comes back by itself:`}</p>
      <code className={styles.command}>crmweb serve</code>
    </State>
  );
}

export function NoRights() {
  const { t } = useLingui();
  return (
    <State icon="bigLock" title={t`You may not see client records`}>
      <p>{t`Your account has no right to read them. An administrator can change that under Users and roles.`}</p>
    </State>
  );
}

export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useLingui();
  const explain = useExplain();
  return (
    <State
      icon="bigUnplugged"
      title={t`The record could not be read`}
      actions={<Button onPress={onRetry}>{t`Try again`}</Button>}
    >
      <p>{explain(error)}</p>
    </State>
  );
}
