import { plural } from '@lingui/core/macro';
import { Plural, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAgent } from '../../api/agent';
import { newKey, ref } from '../../api/client';
import { useRight } from '../../api/queries';
import type { MailSource, Named } from '../../api/types';
import { RecordField } from '../../record/log/RecordField';
import { useChange } from '../../record/useChange';
import { Button } from '../../ui/button/Button';
import { State } from '../../ui/state/State';
import styles from '../Panel.module.css';

/** Several mails are chosen in the client: all of them go to one record. */
export function SeveralMails({ sources }: { sources: MailSource[] }) {
  const { t } = useLingui();
  const { api, own } = useAgent();
  const change = useChange();
  const mayWrite = useRight('write');
  const [to, setTo] = useState<Named | null>(null);
  const [busy, setBusy] = useState(false);
  const count = sources.length;

  async function attach() {
    if (!to) return;
    const { name } = to;
    setBusy(true);
    await change({
      undoable: false,
      run: async (by) => {
        for (const [i, source] of sources.entries()) {
          const key = i === 0 ? by.key : newKey();
          own.add(key);
          await api.attach({ source, to: ref(to), reach: 'mail' }, { key });
        }
        return {};
      },
      done: () => t`${plural(count, { one: '# mail', few: '# mails', other: '# mails' })} attached to ${name}`,
    });
    setBusy(false);
  }
  return (
    <State icon="bigMails" title={t`Several mails are chosen`}>
      <p>
        <Plural
          value={count}
          one="# mail can go to one record."
          few="# mails can go to one record."
          other="# mails can go to one record."
        />
      </p>
      {mayWrite ? (
        <div className={styles.form}>
          <RecordField
            label={t`Record`}
            kinds={['account', 'contact', 'opportunity', 'incident']}
            value={to}
            onChange={setTo}
            placeholder={t`Name, address or number`}
          />
          <Button
            look="primary"
            icon="attach"
            isDisabled={!to}
            pending={busy}
            onPress={() => void attach()}
          >{t`Attach all`}</Button>
        </div>
      ) : null}
    </State>
  );
}
