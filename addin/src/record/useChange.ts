import { useLingui } from '@lingui/react/macro';
import type { QueryClient } from '@tanstack/react-query';
import { useAgent } from '../api/agent';
import { type Key, newKey } from '../api/client';
import { keys } from '../api/keys';
import { isRefused, mayPass } from '../api/problem';
import { Unreachable } from '../api/transport';
import type { ClientRecord, PanelView } from '../api/types';
import { toasts } from '../ui/toast/Toasts';

export type Change<T> = {
  run: (by: Key) => Promise<T>;
  /** What to say when it is done; nothing is said without. */
  done?: (answer: T) => string;
  /** Shows the outcome before the agent answers; gives the way back. */
  before?: () => () => void;
  /** Whether the error was dealt with by the caller; else a message tells it. */
  failed?: (error: unknown) => boolean;
  undoable?: boolean;
  key?: string;
};

/** Carries out a change: shown at once, sent with a key, told with "undo"; taken back on the screen when refused. */
export function useChange() {
  const { t } = useLingui();
  const { queries, own, undo } = useAgent();
  const explain = useExplain();
  const takeBack = useUndo();

  return async function perform<T extends object | null>(
    change: Change<T>,
    key = change.key ?? newKey(),
  ): Promise<T | null> {
    const back = change.before?.();
    own.add(key);
    try {
      const answer = await twice(() => change.run({ key }));
      const what = change.done?.(answer);
      if (what !== undefined && change.undoable !== false) undo.push({ mutation: key, what });
      if (what !== undefined)
        toasts.show({
          text: what,
          tone: 'done',
          action: change.undoable === false ? undefined : { label: t`Undo`, run: () => void takeBack(key) },
        });
      void refresh(queries);
      return answer;
    } catch (error) {
      back?.();
      if (change.failed?.(error)) return null;
      toasts.show({
        text: explain(error),
        tone: 'bad',
        action: mayPass(error) ? { label: t`Try again`, run: () => void perform(change, key) } : undefined,
      });
      return null;
    }
  };
}

/** The agent may be restarting: the same request, with the same key, once more. */
async function twice<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 150));
    return run();
  }
}

/** Takes a change back: the named one, else the newest made here. */
export function useUndo() {
  const { t } = useLingui();
  const { api, queries, own, undo } = useAgent();
  const explain = useExplain();
  return async (mutation?: string): Promise<void> => {
    const last = undo.take(mutation);
    if (!last) {
      toasts.show({ text: t`There is nothing to undo`, tone: 'info' });
      return;
    }
    const key = newKey();
    own.add(key);
    try {
      const { kept } = await twice(() => api.undo(last.mutation, { key }));
      const names = kept.join(', ');
      toasts.show({
        text: kept.length > 0 ? t`Undone, except what was changed since: ${names}` : t`Undone`,
        tone: 'info',
      });
      await refresh(queries);
    } catch (error) {
      undo.push(last);
      toasts.show({ text: explain(error), tone: 'bad' });
    }
  };
}

/** What went wrong, for people. */
export function useExplain() {
  const { t } = useLingui();
  return (error: unknown): string => {
    if (error instanceof Unreachable) return t`The agent does not answer; nothing was changed`;
    if (isRefused(error, 'crm.denied', 'api.forbidden')) return t`You do not have the right to do this`;
    if (isRefused(error, 'crm.not-found')) return t`The record is not there any more`;
    if (isRefused(error, 'crm.stale', 'crm.conflict')) return t`Somebody else changed it in the meantime`;
    if (isRefused(error, 'api.too-many')) return t`Too many requests; wait a moment`;
    if (isRefused(error, 'sync.offline')) return t`The mail server cannot be reached now`;
    const reason = error instanceof Error ? error.message : '';
    return reason ? t`It did not work: ${reason}` : t`It did not work`;
  };
}

async function refresh(queries: QueryClient): Promise<void> {
  await Promise.all(
    [keys.panels, ['record'], ['history'], ['fields'], ['mails']].map((queryKey) =>
      queries.invalidateQueries({ queryKey }),
    ),
  );
}

/** Changes a record wherever it is shown; gives the way back. */
export function patchRecords(
  queries: QueryClient,
  uid: string,
  change: (record: ClientRecord) => ClientRecord,
): () => void {
  const panels = queries.getQueriesData<PanelView>({ queryKey: keys.panels });
  const records = queries.getQueriesData<ClientRecord>({ queryKey: ['record'] });
  const meant = (record: ClientRecord) => [record.record.uid, record.contact?.uid, record.account?.uid].includes(uid);
  for (const [key, view] of panels)
    if (view?.record && meant(view.record)) queries.setQueryData(key, { ...view, record: change(view.record) });
  for (const [key, record] of records) if (record && meant(record)) queries.setQueryData(key, change(record));
  return () => {
    for (const [key, data] of [...panels, ...records]) queries.setQueryData(key, data);
  };
}
