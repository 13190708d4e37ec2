import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { heading, mail, openPanel } from '../../test/panel';
import { fakeAgent } from '../api/fake/agent';
import { id } from '../api/fake/data';

describe('when the agent is away or others change things', () => {
  test('what is logged while it is away is sent once when it is back', async () => {
    const { user, fake, agent } = openPanel();
    await heading('Radu Construct SRL');
    await user.keyboard('i');
    await screen.findByRole('button', { name: 'Save' });
    fake.world.down = true;
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/it will be sent when the agent is back/)).toBeTruthy();
    expect(await screen.findByRole('button', { name: '1 change waits' })).toBeTruthy();
    expect(fake.world.answers.size).toBe(0);
    fake.world.down = false;
    await act(() => agent.api.hello());
    await waitFor(() => expect(screen.queryByRole('button', { name: '1 change waits' })).toBeNull());
    await act(() => Promise.all([agent.outbox.replay(), agent.outbox.replay()]));
    expect(fake.world.logged.e1).toHaveLength(1);
  });

  test('a record seen before is shown, with what is so', async () => {
    const { fake, page } = openPanel();
    await heading('Radu Construct SRL');
    page.unmount();
    fake.world.down = true;
    openPanel({ fake });
    await heading('Radu Construct SRL');
    expect(await screen.findByText(/The agent does not answer\. You see what was known last/)).toBeTruthy();
  });

  test('without anything known it says how to start the agent, and comes back by itself', async () => {
    const { fake, user } = openPanel({ world: { down: true } });
    await heading('The agent does not answer');
    expect(screen.getByText('crmweb serve')).toBeTruthy();
    fake.world.down = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await heading('Radu Construct SRL');
  });

  test('a second open panel shows what the first logged, without a reload', async () => {
    const fake = fakeAgent();
    const second = openPanel({ fake });
    await heading('Radu Construct SRL');
    const asked = () => fake.calls.filter((call) => call.path === '/edge/v1/panel').length;
    const before = asked();
    fake.world.logged.e1 = [
      {
        record: { kind: 'incident', uid: id(99), name: 'INC-9Z Robinet blocat' },
        kind: 'incident',
        status: 'Nou',
        at: 0,
        by: 'Vlad Ionescu',
        from_this_mail: true,
      },
    ];
    fake.emit('change', { seq: 7, mutation: id(98), verb: 'incident.log', at: 0, by: id(2), records: [] });
    expect(await screen.findByText('INC-9Z Robinet blocat')).toBeTruthy();
    expect(asked()).toBe(before + 1);
    second.agent.own.add(id(97));
    fake.emit('change', { seq: 8, mutation: id(97), verb: 'incident.log', at: 0, by: id(1), records: [] });
    fake.emit('sync', {
      address: 'ioana.muresan@hidroserv.ro',
      state: 'error',
      error: 'LOGIN refused',
      synced_at: null,
    });
    expect(await screen.findByText('ioana.muresan@hidroserv.ro: sync fails')).toBeTruthy();
    expect(asked()).toBe(before + 1);
  });

  test('a revoked panel asks to be connected, and a code connects it', async () => {
    const { fake, user } = openPanel();
    await heading('Radu Construct SRL');
    act(() => fake.emit('signed-out', {}));
    await heading('Connect this panel');
    const code = screen.getByRole('textbox', { name: 'Code of eight characters' });
    await user.type(code, 'ABCD');
    await user.keyboard('{Enter}');
    expect(await screen.findByText('The code has eight letters and digits')).toBeTruthy();
    await user.clear(code);
    await user.type(code, 'wxyz-9999{Enter}');
    expect(await screen.findByText('This is not the code; look again')).toBeTruthy();
    await user.clear(code);
    await user.type(code, 'abcd-2345{Enter}');
    await heading('Radu Construct SRL');
    expect(localStorage.getItem('crmweb.token')).toBe('fake-token');
  });

  test('a token that counts no more signs the panel out', async () => {
    const { fake, agent } = openPanel();
    await heading('Radu Construct SRL');
    fake.world.token = 'another';
    await act(() => agent.queries.refetchQueries());
    await heading('Connect this panel');
    expect(localStorage.getItem('crmweb.token')).toBeNull();
  });

  test('who may not read sees no record, who may not write cannot log', async () => {
    const { page } = openPanel({ world: { rights: [] } });
    await heading('You may not see client records');
    page.unmount();
    localStorage.removeItem('crmweb.session');
    openPanel({ world: { rights: ['read'] } });
    await heading('Radu Construct SRL');
    await waitFor(() =>
      expect((screen.getByRole('button', { name: 'Incident' }) as HTMLButtonElement).disabled).toBe(true),
    );
    expect(screen.queryByRole('button', { name: 'Correct' })).toBeNull();
  });

  test('another mail never shows the record of the last one', async () => {
    const { host, fake } = openPanel();
    await heading('Radu Construct SRL');
    fake.world.silent = true;
    act(() => host.show(mail('e2')));
    await screen.findByRole('status', { name: 'Loading the record' });
    expect(screen.queryByText('Radu Construct SRL')).toBeNull();
  });

  test('the focus stays where it is when another mail is opened', async () => {
    const { host } = openPanel();
    await heading('Radu Construct SRL');
    const find = screen.getByRole('button', { name: /^Find/ });
    find.focus();
    act(() => host.show(mail('e4')));
    await heading('Vlad Ionescu is a colleague');
    expect(document.activeElement).toBe(find);
    expect(
      screen.getAllByText('Vlad Ionescu is a colleague').some((each) => each.closest('[aria-live="polite"]')),
    ).toBe(true);
  });
});
