import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAgent } from '../../api/agent';
import { keys } from '../../api/keys';
import { isRefused } from '../../api/problem';
import { Unreachable } from '../../api/transport';
import { useExplain } from '../../record/useChange';
import { Button } from '../../ui/button/Button';
import { TextField } from '../../ui/field/TextField';
import { State } from '../../ui/state/State';
import styles from '../Panel.module.css';
import { AgentDown } from './Trouble';

const clean = (code: string): string => code.replace(/[^a-z0-9]/gi, '').toUpperCase();

/** Connects this panel with the agent: a code of eight characters, asked for at the agent's own terminal. */
export function Pairing() {
  const { t } = useLingui();
  const { api, host, queries } = useAgent();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const says = useReason();

  async function pair() {
    if (clean(code).length !== 8) {
      setError('short');
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const kind = host.name === 'fake' ? 'browser' : host.name;
      const session = await api.pair({ code: clean(code), kind, name: clientName() });
      queries.setQueryData(keys.session, session);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }
  if (error instanceof Unreachable) return <AgentDown onRetry={() => void pair()} />;
  return (
    <State icon="bigKey" title={t`Connect this panel`}>
      <p>{t`Ask for a code in a terminal on this computer, then type it here. It is valid for two minutes.`}</p>
      <code className={styles.command}>crmweb pair</code>
      <form
        className={styles.code}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void pair();
        }}
      >
        <TextField
          label={t`Code of eight characters`}
          value={code}
          onChange={setCode}
          maxLength={11}
          autoComplete="one-time-code"
          error={error === null ? undefined : says(error)}
        />
        <Button type="submit" look="primary" pending={busy}>{t`Connect`}</Button>
      </form>
    </State>
  );
}

function useReason() {
  const { t } = useLingui();
  const explain = useExplain();
  return (error: unknown): string => {
    if (error === 'short') return t`The code has eight letters and digits`;
    if (isRefused(error, 'pair.no-window')) return t`No code is waiting; ask for one with “crmweb pair”`;
    if (isRefused(error, 'pair.code-wrong')) return t`This is not the code; look again`;
    if (isRefused(error, 'pair.code-dead')) return t`The code is used up or too old; ask for a new one`;
    if (isRefused(error, 'pair.closed')) return t`Too many tries; ask for a new code`;
    return explain(error);
  };
}

function clientName(): string {
  const browser = /Edg|OPR|Firefox|Chrome|Safari/.exec(navigator.userAgent)?.[0] ?? 'Browser';
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' };
  return names[browser] ?? browser;
}
