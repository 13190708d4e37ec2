import type { Session } from './types';

const key = 'crmweb.session';

/** Who was signed in when the agent was last asked. */
export const session = {
  last(): Session | undefined {
    try {
      return (JSON.parse(localStorage.getItem(key) ?? 'null') as Session | null) ?? undefined;
    } catch {
      return undefined;
    }
  },
  keep: (now: Session): void => localStorage.setItem(key, JSON.stringify(now)),
  forget: (): void => localStorage.removeItem(key),
};
