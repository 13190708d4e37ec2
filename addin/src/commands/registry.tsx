import { useEffect, useEffectEvent } from 'react';
import { createStore, useStore } from '../api/store';
import type { CommandId } from './catalogue';

type Handler = { run: () => void };

// The newest handler of a command wins: a form's "back" comes before the panel's.
const handlers = createStore<ReadonlyMap<CommandId, readonly Handler[]>>(new Map());

/** Gives a command its meaning while the component is shown; with `enabled` false it has none. */
export function useCommand(id: CommandId, run: () => void, enabled = true): void {
  const newest = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    const handler: Handler = { run: () => newest() };
    handlers.set((now) => new Map(now).set(id, [...(now.get(id) ?? []), handler]));
    return () =>
      handlers.set((now) =>
        new Map(now).set(
          id,
          (now.get(id) ?? []).filter((each) => each !== handler),
        ),
      );
  }, [id, enabled]);
}

/** Runs a command; false when nothing on the screen gives it a meaning. */
export function runCommand(id: CommandId): boolean {
  const handler = handlers.get().get(id)?.at(-1);
  handler?.run();
  return handler !== undefined;
}

export const hasCommand = (id: CommandId): boolean => (handlers.get().get(id)?.length ?? 0) > 0;

/** Whether a command means something now; re-renders when that changes. */
export function useHasCommand(id: CommandId): boolean {
  return (useStore(handlers).get(id)?.length ?? 0) > 0;
}

/** The commands that mean something now. */
export function useActive(): ReadonlySet<CommandId> {
  const now = useStore(handlers);
  return new Set([...now].flatMap(([id, each]) => (each.length > 0 ? [id] : [])));
}
