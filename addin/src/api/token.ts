const key = 'crmweb.token';

/** The client token of this origin; cookies are never used, for they ignore ports. */
export const token = {
  get: (): string | null => localStorage.getItem(key),
  set: (value: string): void => localStorage.setItem(key, value),
  drop: (): void => localStorage.removeItem(key),
  /** Calls back when another tab signs in or out. */
  watch(changed: () => void): () => void {
    const heard = (event: StorageEvent) => {
      if (event.key === key || event.key === null) changed();
    };
    window.addEventListener('storage', heard);
    return () => window.removeEventListener('storage', heard);
  },
};
