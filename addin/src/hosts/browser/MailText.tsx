import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { useAgent } from '../../api/agent';
import { keys } from '../../api/keys';
import { isRefused } from '../../api/problem';
import { useMails, useMailText, usePanel } from '../../api/queries';
import { full, size } from '../../i18n/format';
import { useExplain } from '../../record/useChange';
import { Button, IconButton } from '../../ui/button/Button';
import { Icon } from '../../ui/icons/Icon';
import { Notice } from '../../ui/notice/Notice';
import { Skeleton } from '../../ui/state/State';
import styles from './Browser.module.css';

/** How long a mail stays open before its text is fetched unasked: who runs through the list fetches nothing. */
const settles = 300;

/**
 * The mail that is open. The text of a mail in the records, and of one fetched before, is there at once; that of a
 * private mail is fetched only when asked for.
 */
export function MailText({
  entry,
  asked,
  onAsk,
  onClose,
}: {
  entry: string;
  asked: boolean;
  onAsk: () => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const explain = useExplain();
  const view = usePanel({ entry }, null).data;
  const recent = useMails('')
    .data?.pages.flatMap((page) => page.items)
    .find((mail) => mail.entry === entry);
  const { queries } = useAgent();
  const place = view?.place ?? recent?.place;
  const atOnce = place === 'crm' || place === 'held';
  const shows = asked || atOnce || queries.getQueryData(keys.text(entry)) !== undefined;
  const settled = useSettled(entry);
  const text = useMailText(asked || (shows && settled) ? entry : null);
  const subject = recent?.subject ?? view?.subject ?? '';
  const from = recent?.from ?? view?.participants[0];
  const at = recent?.at ?? view?.at ?? null;
  return (
    <section className={styles.text} aria-label={t`The mail`} key={keys.text(entry).join()}>
      <header className={styles.mailHead}>
        <div>
          <h2>{subject || t`(no subject)`}</h2>
          <p className={styles.quiet}>{from ? `${from.name} <${from.address}>` : ''}</p>
          <p className={styles.quiet}>{at ? full(at) : ''}</p>
        </div>
        <span className={styles.closeText}>
          <IconButton icon="dismiss" label={t`Close the text`} onPress={onClose} />
        </span>
      </header>
      {!shows ? (
        <Button icon="text" onPress={onAsk} shortcut="V">{t`Show the text`}</Button>
      ) : text.data ? (
        <>
          <div className={styles.body}>{text.data.text}</div>
          {text.data.attachments.map((file) => (
            <p key={file.name} className={styles.file}>
              <Icon name="attach" /> {file.name} <span className={styles.quiet}>{size(file.size)}</span>
            </p>
          ))}
        </>
      ) : text.error ? (
        <Notice
          tone={isRefused(text.error, 'sync.offline') ? 'warn' : 'bad'}
          action={<Button look="subtle" onPress={() => void text.refetch()}>{t`Try again`}</Button>}
        >
          {explain(text.error)}
        </Notice>
      ) : (
        <Skeleton label={t`Loading the text`} rows={6} />
      )}
    </section>
  );
}

function useSettled(entry: string): boolean {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(entry), settles);
    return () => clearTimeout(timer);
  }, [entry]);
  return settled === entry;
}
