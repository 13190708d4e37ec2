import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useState } from 'react';
import { useAgent } from '../../api/agent';
import { useStore } from '../../api/store';
import { useCommand } from '../../commands/registry';
import { IconButton } from '../../ui/button/Button';
import styles from './Browser.module.css';
import { chosen } from './browser';
import { MailList } from './MailList';
import { MailText } from './MailText';

/** A list of recent mails and the mail itself, in place of a mail client; the panel stands at the right. */
export function Browser({ panel }: { panel: ReactNode }) {
  const { t } = useLingui();
  const { api } = useAgent();
  const signedIn = useStore(api.signedIn);
  const entries = useStore(chosen);
  const [drawer, setDrawer] = useState(false);
  const [asked, setAsked] = useState(false);
  const [entry] = entries;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another mail closes the drawer and its text
  useEffect(() => {
    setDrawer(false);
    setAsked(false);
  }, [entry]);
  useCommand(
    'mails.focus',
    () => {
      setDrawer(true);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-mail][tabindex="0"]')?.focus());
    },
    signedIn,
  );
  useCommand('mail.text', () => setAsked((now) => !now), signedIn && entries.length === 1);
  if (!signedIn) return <div className={styles.alone}>{panel}</div>;
  return (
    <div className={styles.page} data-drawer={drawer || undefined} data-reading={asked || undefined}>
      <div className={styles.strip}>
        <IconButton
          icon="menu"
          label={drawer ? t`Close the list of mails` : t`Open the list of mails`}
          onPress={() => setDrawer(!drawer)}
          shortcut="L"
        />
        <span className={styles.brand}>CRMWeb</span>
      </div>
      <div className={styles.mails}>
        <MailList />
      </div>
      {entries.length === 1 && entry ? (
        <MailText entry={entry} asked={asked} onAsk={() => setAsked(true)} onClose={() => setAsked(false)} />
      ) : (
        <div className={styles.text} />
      )}
      <div className={styles.panel}>{panel}</div>
    </div>
  );
}
