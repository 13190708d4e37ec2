import { clear, createStore as database, del, entries, get, set } from 'idb-keyval';

/**
 * The last records seen, so that a panel opened while the agent is away still shows something. They stay on this
 * machine, at most 200 of them for 24 hours, and go at sign-out.
 */
type Kept = { at: number; data: unknown };

let opened: ReturnType<typeof database> | undefined;
const where = () => {
  opened ??= database('crmweb-seen', 'records');
  return opened;
};
const most = 200;
const oldest = 24 * 3_600_000;

export const seen = {
  async recall<T>(key: string): Promise<{ at: number; data: T } | null> {
    const kept = await get<Kept>(key, where()).catch(() => undefined);
    return kept && Date.now() - kept.at < oldest ? (kept as { at: number; data: T }) : null;
  },
  async remember(key: string, data: unknown): Promise<void> {
    await set(key, { at: Date.now(), data } satisfies Kept, where()).catch(() => undefined);
  },
  /** Drops what is too old or too many; run once after the start. */
  async tidy(): Promise<void> {
    const all = await entries<string, Kept>(where()).catch(() => []);
    const byAge = all.sort(([, a], [, b]) => b.at - a.at);
    const gone = byAge.filter(([, kept], i) => i >= most || Date.now() - kept.at > oldest);
    await Promise.all(gone.map(([key]) => del(key, where())));
  },
  forget: (): Promise<void> => clear(where()).catch(() => undefined),
};
