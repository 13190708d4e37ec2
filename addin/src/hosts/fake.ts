import { createStore } from '../api/store';
import type { MailContext, MailHost } from './host';

/** A host that shows what a test tells it to. */
export function fakeHost(
  first: MailContext,
  language = 'en',
): MailHost & { show(next: MailContext): void; opened: string[] } {
  const context = createStore(first);
  const opened: string[] = [];
  return {
    name: 'fake',
    context: context.get,
    subscribe: context.subscribe,
    show: (next) => context.set(next),
    openUrl: (url) => opened.push(url),
    opened,
    theme: null,
    language,
  };
}
