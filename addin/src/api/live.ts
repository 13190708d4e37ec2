import { useEffect } from 'react';
import { type Agent, useAgent } from './agent';
import { seen } from './cache';
import { follow } from './events';
import { keys } from './keys';
import { session } from './session';
import { createStore, useStore } from './store';
import { token } from './token';
import type { Change, Session } from './types';

/** What the agent last said about each mailbox, by its address. */
export const mailboxes = createStore<ReadonlyMap<string, Session['mailboxes'][number]>>(new Map());

const gathering = 200;

/** Which queries a change makes stale. A panel shows almost everything, so any change may touch it. */
export function touched(change: Change): readonly (readonly unknown[])[] {
  const own = change.records.flatMap((record) => [
    keys.record(record.kind, record.uid),
    keys.history(record.kind, record.uid),
    keys.fields(record.kind, record.uid),
  ]);
  return [keys.panels, ['record'], keys.mails('').slice(0, 1), ...own];
}

function read<T>(data: string): T | null {
  try {
    return JSON.parse(data) as T;
  } catch {
    return null;
  }
}

/** Hears the events of others and makes stale what they touched; a burst of them counts once. */
export function listen(agent: Agent): () => void {
  const { api, queries, own } = agent;
  const stale = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    for (const queryKey of stale.values()) void queries.invalidateQueries({ queryKey });
    stale.clear();
  };
  let lost = false;
  const changes = follow(api.transport, '/api/v1/events', {
    connected(stands) {
      if (!stands) {
        lost = true;
        return;
      }
      api.reach.set('up');
      void send(agent);
      // What happened meanwhile is resumed only after an event heard before; so everything is asked for anew.
      if (lost) void queries.invalidateQueries();
      lost = false;
    },
    message({ event, data }) {
      if (event === 'reset') {
        void queries.invalidateQueries();
        return;
      }
      const change = event === 'change' ? read<Change>(data) : null;
      if (!change || own.has(change.mutation)) return;
      for (const key of touched(change)) stale.set(JSON.stringify(key), key);
      timer ??= setTimeout(flush, gathering);
    },
  });
  const signals = follow(api.transport, '/edge/v1/signals', {
    message({ event, data }) {
      if (event === 'signed-out') signOutHere(agent);
      const box = event === 'sync' ? read<Session['mailboxes'][number]>(data) : null;
      if (box) mailboxes.set((now) => new Map(now).set(box.address, box));
    },
  });
  return () => {
    clearTimeout(timer);
    changes.stop();
    signals.stop();
  };
}

/** Sends what waited for the agent, and shows what came of it. */
async function send({ outbox, queries }: Agent): Promise<void> {
  if ((await outbox.replay()) > 0) await queries.invalidateQueries();
}

/** Forgets what only the signed-in person may see. */
export function signOutHere({ api, queries }: Agent): void {
  token.drop();
  session.forget();
  queries.clear();
  void seen.forget();
  api.signedIn.set(false);
}

/** While signed in: follows both streams, looks for an agent that went away, and sends what waited for it. */
export function useLive(): void {
  const agent = useAgent();
  const signedIn = useStore(agent.api.signedIn);
  const reach = useStore(agent.api.reach);
  useEffect(() => {
    if (signedIn) return listen(agent);
    // However it came about: who is not signed in finds nothing of what was seen.
    signOutHere(agent);
  }, [agent, signedIn]);
  useEffect(() => {
    if (reach === 'unknown') return;
    if (reach === 'up') {
      void send(agent);
      return;
    }
    return look(agent);
  }, [agent, reach]);
}

/** Asks after 1, 2, 4 … 15 seconds whether the agent is back; then everything is asked for anew. */
function look({ api, queries }: Agent): () => void {
  let pause = 1_000;
  let timer: ReturnType<typeof setTimeout>;
  const ask = async () => {
    try {
      await api.hello();
      await queries.invalidateQueries();
    } catch {
      pause = Math.min(pause * 2, 15_000);
      timer = setTimeout(() => void ask(), pause);
    }
  };
  timer = setTimeout(() => void ask(), pause);
  return () => clearTimeout(timer);
}
