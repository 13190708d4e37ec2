import { describe, expect, test } from 'vitest';
import { createApi } from './client';
import { fakeAgent } from './fake/agent';
import { createOutbox, type Waiting } from './outbox';
import type { LogRequest } from './types';

const note = (subject: string): LogRequest => ({
  source: { entry: 'e1' },
  kind: 'note',
  activity: {
    kind: 'note',
    subject,
    body: '',
    status: 'done',
    priority: 'normal',
    direction: 'none',
    at: 0,
    planned: null,
    zone: null,
  },
});

function shelf() {
  const all = new Map<string, Waiting>();
  return {
    list: async () => [...all.values()].sort((a, b) => a.at - b.at),
    put: async (each: Waiting) => void all.set(each.key, each),
    remove: async (key: string) => void all.delete(key),
  };
}

describe('the outbox', () => {
  test('sends each change once, in order, though it is asked to many times', async () => {
    const fake = fakeAgent();
    const outbox = createOutbox(createApi(fake), shelf());
    await outbox.put('00000000-0000-4000-8000-000000000001', 'one', note('one'));
    await outbox.put('00000000-0000-4000-8000-000000000002', 'two', note('two'));
    const counts = await Promise.all([outbox.replay(), outbox.replay(), outbox.replay()]);
    expect(counts).toEqual([2, 2, 2]);
    expect(await outbox.replay()).toBe(0);
    expect(fake.world.logged.e1?.map((each) => each.record.name)).toEqual(['two', 'one']);
    expect(outbox.waiting.get()).toEqual([]);
  });

  test('a change that arrived, though its answer was lost, is not carried out again', async () => {
    const fake = fakeAgent();
    const api = createApi(fake);
    const key = '00000000-0000-4000-8000-000000000003';
    await api.log(note('three'), { key });
    const outbox = createOutbox(api, shelf());
    await outbox.put(key, 'three', note('three'));
    expect(await outbox.replay()).toBe(1);
    expect(fake.world.logged.e1).toHaveLength(1);
  });

  test('stops at an agent that is away, and keeps what is refused with its reason', async () => {
    const fake = fakeAgent({ down: true });
    const outbox = createOutbox(createApi(fake), shelf());
    await outbox.put('00000000-0000-4000-8000-000000000004', 'empty', note(' '));
    await outbox.put('00000000-0000-4000-8000-000000000005', 'good', note('good'));
    expect(await outbox.replay()).toBe(0);
    expect(outbox.waiting.get()).toHaveLength(2);
    fake.world.down = false;
    expect(await outbox.replay()).toBe(1);
    expect(outbox.waiting.get().map((each) => each.refused?.code)).toEqual(['crm.invalid']);
  });
});
