import { execSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type { PanelView, RecentMail } from '../../src/api/types';
import { expectOnlyPinned, type Violation, watchPolicy } from '../known';

/**
 * A running agent: CRMWEB_URL is its address, CRMWEB_CODE the code of `crmweb pair`, used once for the whole run.
 * CRMWEB_STOP and CRMWEB_START, if given, are commands that kill it and start it again on the same data.
 */
export const url = process.env.CRMWEB_URL ?? '';
export const code = process.env.CRMWEB_CODE ?? '';
export const canRestart = Boolean(process.env.CRMWEB_STOP && process.env.CRMWEB_START);
export const kill = (): void => void execSync(process.env.CRMWEB_STOP ?? 'false', { stdio: 'ignore' });
export const startAgain = (): void => void execSync(process.env.CRMWEB_START ?? 'false', { stdio: 'ignore' });

type Signed = { signed: BrowserContext };
type Opened = { page: Page; second: Page };

export const test = base.extend<Opened, Signed>({
  // Connected once: the token lies in the storage of this context, which all tests share. A worker that follows one
  // with a failed test finds the storage in a file, because the code counts once.
  signed: [
    async ({ browser }, use) => {
      const kept = `.cache/e2e/agent/signed-in-${code}.json`;
      const options = { viewport: { width: 1280, height: 800 }, locale: 'en-GB' };
      const context = await browser.newContext(existsSync(kept) ? { ...options, storageState: kept } : options);
      if (!existsSync(kept)) await connect(context, kept);
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ signed }, use) => {
    await opened(signed, use);
  },
  second: async ({ signed }, use) => {
    await opened(signed, use);
  },
});
export { expect };

async function connect(context: BrowserContext, kept: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${url}/panel`);
  await page.evaluate(() => {
    localStorage.setItem('crmweb.language', 'en');
    localStorage.setItem('crmweb.language.chosen', '1');
  });
  await page.reload();
  await page.getByRole('textbox', { name: 'Code of eight characters' }).fill(code);
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor();
  await page.close();
  mkdirSync('.cache/e2e/agent', { recursive: true });
  await context.storageState({ path: kept });
}

/** Every page of every flow is watched: nothing but the pinned rule may be stopped by the policy. */
async function opened(context: BrowserContext, use: (page: Page) => Promise<void>): Promise<void> {
  const page = await context.newPage();
  const stopped = await watchPolicy(page);
  await use(page);
  const violations: Violation[] = page.url().startsWith('http') ? await stopped().catch(() => []) : [];
  expectOnlyPinned(violations);
  await page.close();
}

/** Asks the agent with the token of the page. */
export async function ask<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([how, where, what]) => {
      const headers: Record<string, string> = {
        Authorization: `Bearer ${localStorage.getItem('crmweb.token')}`,
        'Idempotency-Key': crypto.randomUUID(),
      };
      if (what !== undefined) headers['Content-Type'] = 'application/json';
      const init: RequestInit = { method: how as string, headers };
      if (what !== undefined) init.body = JSON.stringify(what);
      const answer = await fetch(where as string, init);
      if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${await answer.text()}`);
      const text = await answer.text();
      return text ? JSON.parse(text) : null;
    },
    [method, path, body] as const,
  ) as Promise<T>;
}

/** The newest mail whose panel view fulfils the condition; looks at no more than 150. */
export async function findMail(
  page: Page,
  wanted: (mail: RecentMail) => boolean,
  view: (view: PanelView) => boolean,
): Promise<string> {
  let cursor = '';
  for (let pages = 0; pages < 3; pages += 1) {
    const { items, next } = await ask<{ items: RecentMail[]; next: string | null }>(
      page,
      'GET',
      `/edge/v1/mails?limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const mail of items.filter(wanted)) {
      const seen = await ask<PanelView>(page, 'POST', '/edge/v1/panel', {
        source: { entry: mail.entry },
        participant: null,
      });
      if (view(seen)) return mail.entry;
    }
    if (!next) break;
    cursor = next;
  }
  throw new Error('no mail of this kind in the mailbox');
}

export async function openMail(page: Page, entry: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${url}/panel#${new URLSearchParams({ mail: entry })}`);
  await page.locator('[data-heading], main h1').first().waitFor();
}
