import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { heading, mail, openPanel } from '../../test/panel';

describe('the record', () => {
  test('a stage is shown changed at once, and goes back when it is refused', async () => {
    const { user, fake } = openPanel();
    await heading('Radu Construct SRL');
    fake.refuse(/\/stage$/, { status: 403, code: 'crm.denied' });
    await user.click(screen.getByRole('button', { name: /Stage: Ofertare/ }));
    await user.click(await screen.findByRole('menuitem', { name: /Negociere/ }));
    expect(await screen.findByText('You do not have the right to do this')).toBeTruthy();
    await screen.findByRole('button', { name: /Stage: Ofertare/ });
    await user.keyboard('s');
    await user.click(await screen.findByRole('menuitem', { name: /Negociere/ }));
    await screen.findByRole('button', { name: /Stage: Negociere/ });
    expect(fake.world.stage).not.toEqual({});
  });

  test('what several opportunities lack is said once, with their number', async () => {
    const nothing = ['o1', 'o2', 'o3'].map((opportunity) => ({ kind: 'nothing_planned' as const, opportunity }));
    openPanel({ world: { flags: [...nothing, { kind: 'past_expected_close', opportunity: 'o1' }] } });
    await heading('Radu Construct SRL');
    expect(screen.getAllByText(/^Nothing planned/).map((each) => each.textContent)).toEqual(['Nothing planned: 3']);
    expect(screen.getByText('Expected close has passed')).toBeTruthy();
  });

  test('completing the next step can be undone from its message', async () => {
    const { user, fake } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('x');
    expect(await screen.findByText(/^Completed: Sun-o pe Ana/)).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Complete: / })).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByRole('button', { name: /^Complete: Sun-o pe Ana/ });
    expect(fake.world.done.size).toBe(0);
  });

  test('an unknown sender becomes contact and account in one form, its guesses marked', async () => {
    const { user, fake } = openPanel({ context: mail('e2') });
    await heading('Mihai Dobre');
    expect(screen.getAllByText('from the signature').length).toBeGreaterThan(3);
    const title = screen.getByRole('textbox', { name: 'Position' });
    await user.clear(title);
    await user.type(title, 'Director tehnic');
    expect(screen.getByText('14 mails join the history')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Add client' }));
    expect(await screen.findByText('Mihai Dobre is in the records, with 6 mails')).toBeTruthy();
    await screen.findByRole('button', { name: 'Incident' });
    const body = fake.calls.find((call) => call.path === '/api/v1/clients')?.body;
    expect(body).toMatchObject({
      title: 'Director tehnic',
      contact: { last_name: 'Dobre' },
      account: { new: { vat_number: 'RO18547290', domains: ['electroserv-vest.ro'] } },
    });
  });

  test('a sender who is no client is never logged, and that can be taken back', async () => {
    const { user, fake } = openPanel({ context: mail('e2') });
    await heading('Mihai Dobre');
    await user.click(screen.getByRole('button', { name: 'Never log this sender' }));
    await heading('This mail stays out of the records');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await heading('Mihai Dobre');
    expect(fake.world.neverLog.size).toBe(0);
  });

  test('one click settles who an ambiguous sender is', async () => {
    const { user } = openPanel({ context: mail('e3') });
    await heading('Contabilitate');
    await user.click(screen.getByRole('button', { name: /Cristina Stan/ }));
    expect(await screen.findByText('Remembered: Cristina Stan, and 3 other mails follow')).toBeTruthy();
    await screen.findByRole('button', { name: 'Incident' });
  });

  test('a wrong link is corrected, and the correction undone', async () => {
    const { user } = openPanel({ context: mail('e5') });
    await heading('Radu Construct SRL');
    await user.click(screen.getByRole('button', { name: 'Correct' }));
    await screen.findByRole('radio', { name: /^Ana Radu/ });
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('No longer with Ana Radu; 2 other mails follow')).toBeTruthy();
    await screen.findByText('In history, linked to nobody');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByText('In history · by the conversation');
  });

  test('a field is edited where it stands; Escape takes the old value back', async () => {
    const { user, fake } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('2');
    await user.click(await screen.findByRole('button', { name: /^Edit Department: / }));
    await user.keyboard('Vânzări{Escape}');
    expect(screen.getByRole('button', { name: /^Edit Department: / }).textContent).toMatch(/Conducere/);
    await user.click(screen.getByRole('button', { name: /^Edit Department: / }));
    await user.keyboard('{Control>}a{/Control}Achiziții{Enter}');
    await waitFor(() => expect(fake.world.contact.department).toBe('Achiziții'));
    const patch = fake.calls.find((call) => call.method === 'PATCH');
    expect(patch?.headers['If-Match']).toBe('"4"');
    expect(patch?.body).toEqual({ department: 'Achiziții' });
  });

  test('when somebody else was faster both values are shown, and mine can be saved over theirs', async () => {
    const { user, fake } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('2');
    await user.click(await screen.findByRole('button', { name: /^Edit Department: / }));
    fake.world.contact = { ...fake.world.contact, department: 'Tehnic', version: 5 };
    await user.keyboard('{Control>}a{/Control}Achiziții{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Somebody else changed this record' });
    for (const value of ['Achiziții', 'Tehnic', 'Conducere']) expect(within(dialog).getByText(value)).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Save mine' }));
    await waitFor(() => expect(fake.world.contact).toMatchObject({ department: 'Achiziții', version: 6 }));
  });

  test('J and K go through the timeline, O opens a row', async () => {
    const { user } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('jj');
    const rows = within(screen.getByRole('list', { name: 'Timeline' })).getAllByRole('button');
    expect(document.activeElement).toBe(rows[1]);
    await user.keyboard('ko');
    expect(rows[0]?.getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByText(/am verificat revizia 3/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show older' }));
    await waitFor(() =>
      expect(within(screen.getByRole('list', { name: 'Timeline' })).getAllByRole('button').length).toBeGreaterThan(40),
    );
  });

  test('every participant can be stepped to', async () => {
    const { user } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard(']');
    await screen.findByText('George Țepeș', { selector: 'strong' });
    await user.keyboard(']');
    await screen.findByRole('heading', { level: 1, name: /Mihai Dobre/ });
    await user.keyboard('[[');
    await screen.findByText('George Țepeș', { selector: 'strong' });
    await user.keyboard('[[');
    await screen.findByText('Ana Radu', { selector: 'strong' });
  });

  test('the palette finds a record and shows it over the mail', async () => {
    const { user } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('searchbox'), 'tepes');
    await screen.findByRole('menuitem', { name: /George Țepeș/ });
    await user.keyboard('{ArrowDown}{Enter}');
    await screen.findByRole('button', { name: 'Back to the mail' });
    await screen.findByText('George Țepeș', { selector: 'strong' });
  });
});
