import { createStore } from './store';

export type Done = { mutation: string; what: string };

/** The changes made here that can be taken back, newest last; at most twenty. */
export function createUndoStack() {
  const done = createStore<Done[]>([]);
  return {
    done,
    push: (each: Done): void => done.set((now) => [...now.slice(-19), each]),
    /** Takes the newest, or the named one, off the stack. */
    take(mutation?: string): Done | undefined {
      const now = done.get();
      const found = mutation ? now.find((each) => each.mutation === mutation) : now.at(-1);
      if (found) done.set(now.filter((each) => each !== found));
      return found;
    },
  };
}

export type UndoStack = ReturnType<typeof createUndoStack>;
