import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useAgent } from '../api/agent';
import { seen } from '../api/cache';
import { useLive } from '../api/live';
import { useSession } from '../api/queries';
import { token } from '../api/token';
import { useCommand } from '../commands/registry';
import { listenToKeys } from '../commands/shortcuts';
import { hasChosen, isLanguage, speak } from '../i18n';
import { useUndo } from '../record/useChange';
import { Toasts } from '../ui/toast/Toasts';
import { Panel } from './Panel';

const Palette = lazy(() => import('../commands/Palette').then((m) => ({ default: m.Palette })));
const Help = lazy(() => import('../commands/Help').then((m) => ({ default: m.Help })));

/** Everything around the panel: the host's own part, messages, the palette, the help, the live connection. */
export function Shell() {
  const { t } = useLingui();
  const { api, host, queries, outbox } = useAgent();
  const [above, setAbove] = useState<'palette' | 'help' | null>(null);
  const takeBack = useUndo();
  useLive();
  useSessionLanguage();
  useEffect(() => listenToKeys(), []);
  useEffect(() => token.watch(() => api.signedIn.set(token.get() !== null)), [api]);
  useEffect(() => {
    void outbox.refresh();
    const later = setTimeout(() => void seen.tidy(), 5_000);
    return () => clearTimeout(later);
  }, [outbox]);
  useCommand('palette', () => setAbove('palette'));
  useCommand('help', () => setAbove('help'));
  useCommand('undo', () => void takeBack());
  useCommand('refresh', () => void queries.invalidateQueries());
  const close = () => setAbove(null);
  const panel = <Panel />;
  return (
    <>
      {host.Beside ? <host.Beside panel={panel} /> : panel}
      <Toasts label={t`Messages`} closeLabel={t`Close`} />
      <Suspense fallback={null}>
        {above === 'palette' ? <Palette onClose={close} /> : null}
        {above === 'help' ? <Help onClose={close} /> : null}
      </Suspense>
    </>
  );
}

/** The language of the user's account counts until another one is chosen here. */
function useSessionLanguage() {
  const language = useSession().data?.user.language;
  useEffect(() => {
    if (language && !hasChosen() && isLanguage(language) && document.documentElement.lang !== language)
      void speak(language);
  }, [language]);
}
