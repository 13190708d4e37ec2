import { describe, expect, test, vi } from 'vitest';
import { follow } from './events';
import { touched } from './live';
import { type Call, type Transport, Unreachable } from './transport';
import type { Change } from './types';

async function* say(...pieces: string[]) {
  yield* pieces;
}

/** A transport whose streams end after the given texts; `null` is a lost connection. */
function streams(...answers: (string[] | null | number)[]) {
  const calls: Call[] = [];
  const transport: Transport = {
    request: () => Promise.reject(new Error('not asked')),
    async stream(call) {
      calls.push(call);
      const answer = answers[calls.length - 1];
      if (answer === undefined) return new Promise(() => undefined);
      if (answer === null) throw new Unreachable('gone');
      if (typeof answer === 'number') return { status: answer, text: say() };
      return { status: 200, text: say(...answer) };
    },
  };
  return { calls, transport };
}

describe('a followed stream', () => {
  test('resumes after the last event it heard, over cuts in the middle of an event', async () => {
    const { calls, transport } = streams(['id: 4\nevent: change\ndata: {"a":', '1}\n\nid: 5\nevent: chan'], null, [
      'id: 6\nevent: change\ndata: 2\n\n',
    ]);
    const heard: string[] = [];
    const following = follow(transport, '/api/v1/events', { message: ({ data }) => heard.push(data) }, 1);
    await vi.waitFor(() => expect(calls).toHaveLength(4));
    following.stop();
    expect(heard).toEqual(['{"a":1}', '2']);
    expect(calls.map((call) => call.headers['Last-Event-ID'])).toEqual([undefined, '4', '4', '6']);
    expect(calls[0]?.headers.Authorization).toBe('Bearer fake-token');
  });

  test('starts anew after a reset', async () => {
    const { calls, transport } = streams(['id: 9\nevent: change\ndata: 1\n\nevent: reset\ndata: {}\n\n']);
    const following = follow(transport, '/api/v1/events', { message: () => undefined }, 1);
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    following.stop();
    expect(calls[1]?.headers['Last-Event-ID']).toBeUndefined();
  });

  test('gives up when it is refused, and says so', async () => {
    const { calls, transport } = streams(401);
    const refused = vi.fn();
    follow(transport, '/api/v1/events', { message: () => undefined, refused }, 1);
    await vi.waitFor(() => expect(refused).toHaveBeenCalledOnce());
    expect(calls).toHaveLength(1);
  });
});

test('a change makes the panels and the named records stale', () => {
  const change: Change = {
    seq: 1,
    mutation: 'm',
    verb: 'contact.edit',
    at: 0,
    by: null,
    records: [{ kind: 'contact', uid: 'c' }],
  };
  expect(touched(change)).toContainEqual(['panel']);
  expect(touched(change)).toContainEqual(['fields', 'contact', 'c']);
});
