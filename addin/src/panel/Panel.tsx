import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useAgent } from '../api/agent';
import { seen } from '../api/cache';
import { drafts } from '../api/drafts';
import { sourceKey } from '../api/keys';
import { signOutHere } from '../api/live';
import { useSession } from '../api/queries';
import { useStore } from '../api/store';
import { picked } from '../commands/picked';
import { useCommand } from '../commands/registry';
import { Skeleton, State } from '../ui/state/State';
import { Footer } from './Footer';
import { MailPanel } from './MailPanel';
import styles from './Panel.module.css';
import { NoRights } from './states/Trouble';

const Pairing = lazy(() => import('./states/Pairing').then((m) => ({ default: m.Pairing })));
const SeveralMails = lazy(() => import('./states/SeveralMails').then((m) => ({ default: m.SeveralMails })));
const Found = lazy(() => import('./states/Found').then((m) => ({ default: m.Found })));

/** The panel is a function of what the host shows and who is signed in. */
export function Panel() {
  const { t } = useLingui();
  const agent = useAgent();
  const { api, host } = agent;
  const context = useSyncExternalStore(host.subscribe, host.context, host.context);
  const signedIn = useStore(api.signedIn);
  useCommand(
    'sign.out',
    () =>
      void api.signOut().then(async () => {
        drafts.clear();
        await seen.forget();
        signOutHere(agent);
      }),
    signedIn,
  );
  const found = useStore(picked);
  const session = useSession();
  const mayRead = session.data?.rights.includes('read') ?? true;
  return (
    <main className={styles.panel} aria-label={t`Client record`}>
      <div className={styles.scroll}>
        <Suspense fallback={<Skeleton label={t`Loading`} titled />}>
          {!signedIn ? (
            <Pairing />
          ) : !mayRead ? (
            <NoRights />
          ) : found && context.kind !== 'mail' ? (
            <Found of={found} onBack={() => picked.set(null)} />
          ) : context.kind === 'none' ? (
            <State icon="bigMail" title={t`No mail is open`}>
              <p>{t`Open a mail, and the record of its sender appears here.`}</p>
            </State>
          ) : context.kind === 'several' ? (
            <SeveralMails sources={context.sources} />
          ) : (
            <MailPanel key={sourceKey(context.source)} source={context.source} />
          )}
        </Suspense>
      </div>
      <Footer />
    </main>
  );
}
