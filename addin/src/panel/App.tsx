import { i18n } from '@lingui/core';
import { I18nProvider, useLingui } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { type Agent, AgentProvider } from '../api/agent';
import { firstLanguage, speak } from '../i18n';
import { Locale } from '../ui/Locale';
import '../ui/tokens.css';
import '../ui/reset.css';
import { Shell } from './Shell';

const regions: Record<string, string> = { ro: 'ro-RO', en: 'en-GB', de: 'de-DE' };

export function App({ agent }: { agent: Agent }) {
  return (
    <I18nProvider i18n={i18n}>
      <Spoken agent={agent} />
    </I18nProvider>
  );
}

function Spoken({ agent }: { agent: Agent }) {
  const { i18n: now } = useLingui();
  return (
    <Locale locale={regions[now.locale] ?? 'en-GB'}>
      <QueryClientProvider client={agent.queries}>
        <AgentProvider value={agent}>
          <Shell />
        </AgentProvider>
      </QueryClientProvider>
    </Locale>
  );
}

/** Puts the panel into the page once its language is there: no word flashes up in another one. */
export async function start(agent: Agent, into: HTMLElement): Promise<void> {
  const { theme, language } = agent.host;
  if (theme) document.documentElement.dataset.theme = theme;
  await speak(firstLanguage(language)).catch(() => speak('en'));
  createRoot(into).render(
    <StrictMode>
      <App agent={agent} />
    </StrictMode>,
  );
}
