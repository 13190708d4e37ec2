import 'fake-indexeddb/auto';
import { i18n } from '@lingui/core';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';
import { seen } from '../src/api/cache';
import { messages } from '../src/i18n/locales/en.po';
import { toasts } from '../src/ui/toast/Toasts';

// A condition may come late on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

// Stories tell about the panel in English; the visual tests look at Romanian too.
i18n.load('en', messages);
i18n.activate('en');

class NeverSeen {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}
globalThis.IntersectionObserver ??= NeverSeen as unknown as typeof IntersectionObserver;

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem('crmweb.token', 'fake-token');
});

afterEach(async () => {
  cleanup();
  toasts.clear();
  await seen.forget();
});
