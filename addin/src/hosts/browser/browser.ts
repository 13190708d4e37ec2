import { createStore } from '../../api/store';
import type { MailContext, MailHost } from '../host';
import { Browser } from './Browser';

/** Which mails of the list are chosen; the page's address remembers them over a reload. */
export const chosen = createStore<string[]>(fromHash());

function fromHash(): string[] {
  const named = new URLSearchParams(location.hash.slice(1)).get('mail');
  return named ? named.split(',').filter(Boolean) : [];
}

export function choose(entries: string[]): void {
  const hash = entries.length ? `#${new URLSearchParams({ mail: entries.join(',') })}` : '';
  history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
  chosen.set(entries);
}

let known: { entries: string[]; context: MailContext } | null = null;
function context(): MailContext {
  const entries = chosen.get();
  if (known?.entries !== entries) known = { entries, context: contextOf(entries) };
  return known.context;
}

function contextOf(entries: string[]): MailContext {
  const [first, ...more] = entries;
  if (first === undefined) return { kind: 'none' };
  if (more.length === 0) return { kind: 'mail', source: { entry: first } };
  return { kind: 'several', sources: entries.map((entry) => ({ entry })) };
}

/** The page that stands for a mail client: a list of recent mails, the mail, and the panel at the right. */
export const browserHost: MailHost = {
  name: 'browser',
  context,
  subscribe(listener) {
    const moved = () => {
      const entries = fromHash();
      if (entries.join() !== chosen.get().join()) chosen.set(entries);
    };
    window.addEventListener('hashchange', moved);
    const stop = chosen.subscribe(listener);
    return () => {
      stop();
      window.removeEventListener('hashchange', moved);
    };
  },
  openUrl: (url) => void window.open(url, '_blank', 'noopener'),
  theme: null,
  language: navigator.language,
  Beside: Browser,
};
