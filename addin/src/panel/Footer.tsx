import { Plural, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useState } from 'react';
import { useAgent } from '../api/agent';
import { mailboxes } from '../api/live';
import { useSession } from '../api/queries';
import { useStore } from '../api/store';
import { runCommand } from '../commands/registry';
import { shown } from '../commands/shortcuts';
import { clock } from '../i18n/format';
import { Button } from '../ui/button/Button';
import { Icon } from '../ui/icons/Icon';
import { Kbd } from '../ui/kbd';
import styles from './Panel.module.css';

const Waiting = lazy(() => import('./Waiting').then((m) => ({ default: m.Waiting })));

/** The foot of the panel: how to find things, and whether what is shown is up to date. */
export function Footer() {
  const { t } = useLingui();
  const { api, outbox } = useAgent();
  const waiting = useStore(outbox.waiting);
  const [open, setOpen] = useState(false);
  const down = useStore(api.reach) === 'down';
  return (
    <footer className={styles.footer} data-busy={waiting.length > 0 || down || undefined}>
      <Button look="subtle" className={styles.hint} onPress={() => void runCommand('palette')} shortcut="Control+K /">
        {t`Find`} <Kbd>{shown('Mod+k')}</Kbd>
      </Button>
      <Button look="subtle" className={styles.hint} onPress={() => void runCommand('help')} shortcut="?">
        {t`Help`} <Kbd>?</Kbd>
      </Button>
      <span className={styles.space} />
      {waiting.length > 0 ? (
        <Button look="subtle" className={styles.sync} onPress={() => setOpen(true)}>
          <Plural value={waiting.length} one="# change waits" few="# changes wait" other="# changes wait" />
        </Button>
      ) : null}
      <SyncState />
      <Suspense fallback={null}>{open ? <Waiting onClose={() => setOpen(false)} /> : null}</Suspense>
    </footer>
  );
}

function SyncState() {
  const { t } = useLingui();
  const { api } = useAgent();
  const reach = useStore(api.reach);
  const signedIn = useStore(api.signedIn);
  const heard = useStore(mailboxes);
  const session = useSession();
  if (reach === 'down')
    return (
      <span className={`${styles.sync} ${styles.bad}`} role="status">
        <Icon name="offline" /> {t`Offline`}
      </span>
    );
  if (!signedIn || !session.data) return null;
  const boxes = session.data.mailboxes.map((box) => heard.get(box.address) ?? box);
  const broken = boxes.find((box) => box.state === 'error');
  if (broken) {
    const { address } = broken;
    return (
      <span className={`${styles.sync} ${styles.bad}`} role="status" title={`${address}: ${broken.error ?? ''}`}>
        <Icon name="warning" />
        <span aria-hidden="true">{t`Sync fails`}</span>
        <span className="hidden-visually">{t`${address}: sync fails`}</span>
      </span>
    );
  }
  if (boxes.some((box) => box.state === 'syncing')) return <span className={styles.sync}>{t`syncing…`}</span>;
  const last = Math.max(0, ...boxes.map((box) => box.synced_at ?? 0));
  if (last === 0) return null;
  const when = clock(last);
  return <span className={styles.sync}>{t`synced ${when}`}</span>;
}
