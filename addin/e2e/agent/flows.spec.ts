import type { PanelView } from '../../src/api/types';
import { expectAccessible } from '../known';
import { ask, canRestart, code, expect, findMail, kill, openMail, startAgain, test, url } from './agent';

test.skip(!url || !code, 'CRMWEB_URL and CRMWEB_CODE name the agent');

const known = (page: Parameters<typeof findMail>[0]) =>
  findMail(
    page,
    (mail) => mail.place === 'crm' && mail.clients.length > 0,
    (view) => view.state === 'known' && view.logged.length === 0,
  );
const unknown = (page: Parameters<typeof findMail>[0]) =>
  findMail(
    page,
    (mail) => mail.place === 'private' && mail.reason_code === 'unmatched',
    (view) => view.state === 'unknown' && (view.guess?.last_name.value ?? '') !== '',
  );
const now = () => new Date().toISOString().slice(11, 23);

test('an incident is logged in two clicks, and a second open page shows it without a reload', async ({
  page,
  second,
}) => {
  await page.goto(`${url}/panel`);
  const entry = await known(page);
  await openMail(page, entry);
  await openMail(second, entry);
  const subject = `Pompa nu pornește ${now()}`;
  await page.getByRole('button', { name: 'Incident', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Subject' });
  await expect(field).not.toHaveValue('');
  await field.fill(subject);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^Incident logged: INC-/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Already logged' })).toContainText(subject);
  await expect(second.getByRole('list', { name: 'Already logged' })).toContainText(subject);
  await expectAccessible(page);
});

test('an unknown sender becomes contact and account in one form, and the mail joins the history', async ({ page }) => {
  await page.goto(`${url}/panel`);
  const entry = await unknown(page);
  await openMail(page, entry);
  await expectAccessible(page);
  await expect(page.getByText('guess').first()).toBeVisible();
  await page.getByRole('button', { name: 'Add client' }).click();
  await expect(page.getByRole('button', { name: 'Incident', exact: true })).toBeVisible();
  await expect(page.getByRole('main').getByText(/^In history/)).toBeVisible();
});

test('an ambiguous sender is settled by one click, and stays settled', async ({ page }) => {
  await page.goto(`${url}/panel`);
  const entry = await unknown(page);
  const view = await ask<PanelView>(page, 'POST', '/edge/v1/panel', { source: { entry }, participant: null });
  const address = view.participants[view.shown]?.address ?? '';
  for (const first_name of ['Cristina', 'Călin'])
    await ask(page, 'POST', '/api/v1/contacts', { first_name, last_name: 'Stan', addresses: [address] });
  await openMail(page, entry);
  await expect(page.getByRole('heading', { name: 'Who is it?' })).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole('list', { name: 'Candidates' })
    .getByRole('button', { name: /Cristina Stan/ })
    .click();
  await expect(page.getByRole('button', { name: 'Incident', exact: true })).toBeVisible();
  await openMail(page, entry);
  await expect(page.getByRole('heading', { level: 1, name: /Cristina Stan/ })).toBeVisible();
});

test('a wrong link is corrected, and the correction undone', async ({ page }) => {
  await page.goto(`${url}/panel`);
  await openMail(page, await known(page));
  const status = page.getByRole('main').getByText(/^In history/);
  const before = await status.textContent();
  await page.getByRole('button', { name: 'Correct' }).click();
  await expect(page.getByRole('radiogroup', { name: 'Which link is wrong?' })).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^No longer with /)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/^Undone/)).toBeVisible();
  await expect(status).toHaveText(before ?? '');
});

test('the whole flow works by keyboard alone', async ({ page }) => {
  await page.goto(`${url}/panel`);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('l');
  await expect(page.getByRole('option').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option').nth(1)).toBeFocused();
  await openMail(page, await known(page));
  await page.keyboard.press('l');
  await expect(page.locator('[role="option"]:focus')).toHaveCount(1);
  const subject = `Doar de la tastatură ${now()}`;
  await page.keyboard.press('d');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(subject);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(`Opportunity logged: ${subject}`)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/^Undone/)).toBeVisible();
  await expect(page.getByText(subject)).toHaveCount(0);
});

test('the panel outlives its agent: what is logged meanwhile is sent once', async ({ page }) => {
  test.skip(!canRestart, 'CRMWEB_STOP and CRMWEB_START tell how');
  await page.goto(`${url}/panel`);
  const entry = await known(page);
  await openMail(page, entry);
  const body = `Livrarea în două tranșe ${now()}`;
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Subject' }).fill(body);
  kill();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/it will be sent when the agent is back/)).toBeVisible();
  await expect(page.getByText('Offline')).toBeVisible();
  startAgain();
  await expect(page.getByText('Offline')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByText(/change waits/)).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Timeline' }).getByText(body)).toHaveCount(1);
  await expect(page.getByRole('list', { name: 'Already logged' }).getByText(body)).toHaveCount(1);
});
