import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { heading, mail, openPanel } from '../../test/panel';
import type { LogRequest } from '../api/types';

const logged = (fake: { calls: { path: string; body?: unknown }[] }) =>
  fake.calls.filter((call) => call.path === '/edge/v1/log');

describe('logging from a mail', () => {
  test('an incident takes two clicks', async () => {
    const { user, fake } = openPanel();
    await heading('Radu Construct SRL');
    await user.click(screen.getByRole('button', { name: 'Incident' }));
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/^Incident logged: INC-7Q/)).toBeTruthy();
    const list = await screen.findByRole('list', { name: 'Already logged' });
    expect(within(list).getByText(/INC-7Q Ofertă rev\. 3/)).toBeTruthy();
    const { incident, source } = (logged(fake)[0] as { body: unknown }).body as LogRequest;
    expect(source).toEqual({ entry: 'e1' });
    expect(incident).toMatchObject({ product: 'P-200', priority: 'normal', channel: 'mail' });
    expect(incident?.account).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('the whole flow works by keyboard alone, and Ctrl+Z takes it back', async () => {
    const { user } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('i');
    const subject = await screen.findByRole('textbox', { name: 'Subject' });
    await waitFor(() => expect(document.activeElement).toBe(subject));
    await user.keyboard('{Control>}a{/Control}Pompa nu pornește');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Incident logged: INC-7Q Pompa nu pornește')).toBeTruthy();
    await screen.findByRole('list', { name: 'Already logged' });
    await heading('Radu Construct SRL');
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard('{Control>}z{/Control}');
    expect(await screen.findByText('Undone')).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Already logged' })).toBeNull());
  });

  test('single keys are silent in a field, and everywhere once switched off', async () => {
    const { user } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('t');
    const subject = (await screen.findByRole('textbox', { name: 'Subject' })) as HTMLInputElement;
    await waitFor(() => expect(document.activeElement).toBe(subject));
    await user.keyboard('idx');
    expect(subject.value).toMatch(/idx/);
    expect(screen.getByRole('heading', { level: 1, name: 'Task' })).toBeTruthy();
    await user.keyboard('{Escape}');
    await heading('Radu Construct SRL');
    await user.keyboard('?');
    await user.click(await screen.findByRole('switch', { name: 'Single keys act' }));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.keyboard('i');
    expect(screen.queryByRole('textbox', { name: 'Subject' })).toBeNull();
    await user.keyboard('?');
    expect(screen.queryByRole('dialog')).toBeNull();
    localStorage.clear();
    const { setSingleKeys } = await import('../commands/shortcuts');
    setSingleKeys(true);
  });

  test('what was typed survives another mail and a reload', async () => {
    const { user, host, page, fake } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('n');
    await user.type(
      await screen.findByRole('textbox', { name: 'What was said or decided' }),
      'Livrarea rămâne în decembrie',
    );
    host.show(mail('e4'));
    await heading('Vlad Ionescu is a colleague');
    host.show(mail('e1'));
    expect(await screen.findByText('Unfinished: Note')).toBeTruthy();
    page.unmount();
    openPanel({ fake });
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    const body = (await screen.findByRole('textbox', { name: 'What was said or decided' })) as HTMLTextAreaElement;
    expect(body.value).toBe('Livrarea rămâne în decembrie');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await heading('Radu Construct SRL');
    expect(screen.queryByText('Unfinished: Note')).toBeNull();
  });

  test('a refused field is told at the field, and nothing typed is lost', async () => {
    const { user } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('i');
    const subject = await screen.findByRole('textbox', { name: 'Subject' });
    await user.clear(subject);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('the subject is empty')).toBeTruthy();
    expect((screen.getByRole('textbox', { name: 'Description' }) as HTMLTextAreaElement).value).toMatch(/P-200/);
  });

  test('a save that is repeated carries the same key', async () => {
    const { user, fake } = openPanel();
    await heading('Radu Construct SRL');
    fake.refuse(/\/edge\/v1\/log$/, { status: 500, code: 'store.failed', detail: 'the disk is full' });
    await user.keyboard('i');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    await screen.findByText(/the disk is full/);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText(/^Incident logged/);
    const keys = logged(fake).map(
      (call) => (call as unknown as { headers: Record<string, string> }).headers['Idempotency-Key'],
    );
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('a private mail says that it would leave the mailbox', async () => {
    const { user } = openPanel({ context: mail('e2') });
    await heading('Mihai Dobre');
    await user.keyboard('a');
    await user.type(await screen.findByRole('combobox', { name: 'Record' }), 'rad');
    await user.click(await screen.findByRole('option', { name: /^Radu Construct SRL/ }));
    expect(await screen.findByText(/1 private mail joins the records/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Attach' }));
    expect(await screen.findByText('1 mail attached to Radu Construct SRL')).toBeTruthy();
  });
});
