import { expect, type Page, test } from '@playwright/test';
import { serve } from '../../build/serve.mjs';
import { scenes } from '../../src/gallery/states';
import { expectAccessible, expectOnlyPinned, watchPolicy } from '../known';

let url = '';
let stop = () => {};

test.beforeAll(async () => {
  const served = await serve('.cache/gallery');
  url = served.url;
  stop = () => void served.server.close();
});
test.afterAll(() => stop());

const now = new Date('2026-11-23T08:42:00Z');
const sizes = [320, 360];
const height = 570;

async function open(page: Page, name: string, language: string) {
  const stopped = await watchPolicy(page);
  await page.clock.setFixedTime(now);
  await page.setViewportSize({ width: 320, height });
  await page.goto(`${url}/gallery.html?state=${name}&lang=${language}`);
  await page.locator('html[data-ready]').waitFor();
  for (const key of scenes[name]?.keys ?? []) await page.keyboard.press(key);
  await page
    .locator('[role="status"][aria-label]')
    .first()
    .waitFor({ state: name === 'loading' ? 'visible' : 'detached' });
  if (scenes[name]?.shows) await page.locator(scenes[name].shows).first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  return stopped;
}

for (const name of Object.keys(scenes)) {
  for (const language of ['ro', 'en']) {
    test(`${name} in ${language} looks as it should, and is accessible`, async ({ page }) => {
      const stopped = await open(page, name, language);
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        for (const width of scenes[name]?.keys ? [320] : sizes) {
          await page.setViewportSize({ width, height });
          await expect(page).toHaveScreenshot(`${name}-${language}-${theme}-${width}.png`);
        }
        await expectAccessible(page, scenes[name]?.pinned ?? []);
      }
      expectOnlyPinned(await stopped());
    });
  }
}

test('the first screen at 320 × 570 shows the record down to its history, without scrolling', async ({ page }) => {
  await open(page, 'known', 'ro');
  const rows = page.locator('[data-row]');
  const seen = await rows.evaluateAll(
    (all, limit) => all.filter((row) => row.getBoundingClientRect().bottom <= limit).length,
    height - 28,
  );
  expect(seen).toBeGreaterThanOrEqual(7);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBe(320);
});

for (const language of ['ro', 'en', 'de']) {
  test(`nothing runs out of the panel at 320 px and 200 % text in ${language}`, async ({ page }) => {
    for (const name of ['known', 'logged', 'unknown', 'several', 'incident', 'opportunity', 'offline', 'details']) {
      await open(page, name, language);
      for (const percent of [100, 200]) {
        await page.evaluate((size) => (document.documentElement.style.fontSize = `${size}%`), percent);
        const over = await page.evaluate(() => {
          const box = document.querySelector('main > div') as HTMLElement;
          return Math.max(document.documentElement.scrollWidth - innerWidth, box.scrollWidth - box.clientWidth);
        });
        if (over > 0)
          console.log(
            name,
            percent,
            await page.evaluate(() =>
              [...document.querySelectorAll('main > div *')]
                .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
                .map((each) => `${each.tagName}.${each.className}`)
                .slice(0, 8),
            ),
          );
        expect(over, `${name} at ${percent} %`).toBeLessThanOrEqual(0);
      }
    }
  });
}

test('targets are at least 24 pixels high and wide', async ({ page }) => {
  for (const name of ['known', 'unknown', 'several', 'incident', 'task', 'details', 'people', 'palette', 'help']) {
    await open(page, name, 'de');
    const small = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'button, a[href], input, textarea, [role="option"], [role="tab"], [role="menuitem"]',
        ),
      ]
        .filter(
          (each) =>
            each.checkVisibility() && !each.closest('.hidden-visually') && !each.closest('[data-rac] > span[style]'),
        )
        .map((each) => ({
          box: each.getBoundingClientRect(),
          name: each.getAttribute('aria-label') ?? each.textContent ?? each.tagName,
          type: each.getAttribute('type'),
        }))
        .filter(
          ({ box, type }) =>
            type !== 'radio' && type !== 'checkbox' && box.height > 8 && (box.height < 24 || box.width < 24),
        )
        .map(({ box, name: label }) => `${label} ${box.width.toFixed(0)}×${box.height.toFixed(0)}`),
    );
    expect(small, name).toEqual([]);
  }
});

test('in forced colours everything keeps its outline', async ({ page }) => {
  await open(page, 'known', 'ro');
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await expect(page).toHaveScreenshot('known-forced.png');
});

test('the page with the list of mails: wide, and with the list as a drawer', async ({ page }) => {
  await page.clock.setFixedTime(now);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(`${url}/gallery.html?page=browser&lang=ro`);
  await page.getByRole('option', { name: /Ofertă rev. 3/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Radu Construct SRL' }).waitFor();
  await page.getByText('Am verificat revizia 3 a ofertei').first().waitFor();
  await expect(page).toHaveScreenshot('browser-wide.png');
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height });
  await page.getByRole('button', { name: 'Deschide lista de mesaje' }).click();
  await page.getByRole('option', { name: /Întrebare despre/ }).waitFor();
  await page.getByRole('button', { name: 'Închide lista de mesaje' }).focus();
  await expect(page).toHaveScreenshot('browser-drawer.png');
  await page.getByRole('option', { name: /Întrebare despre/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Mihai Dobre' }).waitFor();
});

test('the gallery of all components is accessible', async ({ page }) => {
  await page.clock.setFixedTime(now);
  await page.setViewportSize({ width: 900, height: 800 });
  await page.goto(`${url}/gallery.html`);
  await page.getByRole('heading', { name: 'Gallery' }).waitFor();
  await expectAccessible(page, [
    'page-has-heading-one',
    'heading-order',
    'region',
    'landmark-one-main',
    'landmark-unique',
  ]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, [
    'page-has-heading-one',
    'heading-order',
    'region',
    'landmark-one-main',
    'landmark-unique',
  ]);
});
