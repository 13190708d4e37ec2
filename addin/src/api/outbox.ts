import { createStore as database, del, get, keys as names, set } from 'idb-keyval';
import type { Api } from './client';
import { isRefused, mayPass } from './problem';
import { session } from './session';
import { createStore } from './store';
import type { LogRequest, Problem } from './types';

/** A change made while nobody answered. Its key travels with it, so the agent carries it out once. */
export type Waiting = {
  key: string;
  at: number;
  title: string;
  request: LogRequest;
  refused: Problem | null;
  /** Who made it: it is never sent as somebody else. */
  user: string | null;
};

const whoIsHere = (): string | null => session.last()?.user.uid ?? null;

type Shelf = { list(): Promise<Waiting[]>; put(each: Waiting): Promise<void>; remove(key: string): Promise<void> };

function shelf(): Shelf {
  const where = database('crmweb-outbox', 'waiting');
  return {
    async list() {
      const found = await Promise.all((await names<string>(where)).map((key) => get<Waiting>(key, where)));
      return found.filter((each): each is Waiting => each !== undefined).sort((a, b) => a.at - b.at);
    },
    put: (each) => set(each.key, each, where),
    remove: (key) => del(key, where),
  };
}

/** One tab replays at a time; without the lock API (tests) one call at a time. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  return locks ? (locks.request('crmweb.outbox', work) as Promise<Awaited<T>> as Promise<T>) : work();
}

/** Keeps log requests while the agent is away and sends them, oldest first, when it is back. */
export function createOutbox(api: Api, kept: Shelf = shelf()) {
  const waiting = createStore<Waiting[]>([]);
  let replaying: Promise<number> | null = null;
  const refresh = async () => waiting.set((await kept.list()).filter((each) => each.user === whoIsHere()));

  async function sendAll(): Promise<number> {
    let sent = 0;
    for (const each of await kept.list()) {
      if (each.refused || each.user !== whoIsHere()) continue;
      try {
        await api.log(each.request, { key: each.key });
        await kept.remove(each.key);
        sent += 1;
      } catch (error) {
        if (isRefused(error) && !mayPass(error) && error.problem.status !== 401) {
          await kept.put({ ...each, refused: error.problem });
          continue;
        }
        break;
      }
    }
    await refresh();
    return sent;
  }

  return {
    waiting,
    refresh,
    async put(key: string, title: string, request: LogRequest): Promise<void> {
      await kept.put({ key, at: Date.now(), title, request, refused: null, user: whoIsHere() });
      await refresh();
    },
    async remove(key: string): Promise<void> {
      await kept.remove(key);
      await refresh();
    },
    /** Sends what waits; gives how many were carried out. Calls while one is under way share its result. */
    replay(): Promise<number> {
      replaying ??= alone(sendAll).finally(() => {
        replaying = null;
      });
      return replaying;
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
