import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { createAgent } from '../../api/agent';
import { fakeAgent } from '../../api/fake/agent';
import { App } from '../../panel/App';
import { browserHost, choose } from './browser';

function openPage() {
  const fake = fakeAgent();
  render(<App agent={createAgent(fake, browserHost)} />);
  const texts = () => fake.calls.filter((call) => call.path.endsWith('/text')).map((call) => call.path.split('/')[4]);
  return { texts, user: userEvent.setup() };
}

beforeEach(() => choose([]));

test('a shortcut acts on the mail whose row has the focus; a field keeps its letters', async () => {
  const { user } = openPage();
  await user.click(await screen.findByRole('option', { name: /Ofertă rev\. 3/ }));
  await screen.findByRole('heading', { level: 1, name: 'Radu Construct SRL' });
  expect(document.activeElement?.getAttribute('role')).toBe('option');
  await user.keyboard('i');
  await screen.findByRole('heading', { level: 1, name: 'Incident' });
  await user.type(await screen.findByRole('textbox', { name: 'Subject' }), '{Escape}');
  await screen.findByRole('heading', { level: 1, name: 'Radu Construct SRL' });
  const search = screen.getByRole('searchbox', { name: 'Search the mails' });
  await user.type(search, 'rid');
  expect((search as HTMLInputElement).value).toBe('rid');
  expect(screen.queryByRole('heading', { level: 1, name: 'Incident' })).toBeNull();
});

test('the text of a mail in the records is there at once, that of a private one when it is asked for', async () => {
  const { user, texts } = openPage();
  await user.click(await screen.findByRole('option', { name: /Ofertă rev\. 3/ }));
  await screen.findByText(/Am verificat revizia 3 a ofertei/);
  await user.click(screen.getByRole('option', { name: /Mihai Dobre/ }));
  await screen.findByRole('heading', { level: 1, name: 'Mihai Dobre' });
  expect(screen.queryByText(/Am verificat revizia 3 a ofertei/)).toBeNull();
  expect(texts()).toEqual(['e1']);
  await user.click(screen.getByRole('button', { name: 'Show the text' }));
  await waitFor(() => expect(texts()).toEqual(['e1', 'e2']));
});
