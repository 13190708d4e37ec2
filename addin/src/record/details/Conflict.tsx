import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAgent } from '../../api/agent';
import type { Keeper } from '../../api/client';
import { keys } from '../../api/keys';
import { isRefused } from '../../api/problem';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { useChange } from '../useChange';
import styles from './Details.module.css';

type Kept = { uid: string; version: number };
export type ConflictOf = { original: object; mine: object; theirs: object };

/** Saves single fields of a record with the version it was read at; a stale one asks whose value counts. */
export function usePatch<F extends object, R extends F & Kept>(kind: Keeper, now: R) {
  const { t } = useLingui();
  const { api, queries } = useAgent();
  const change = useChange();
  const [conflict, setConflict] = useState<ConflictOf | null>(null);
  const key = keys.fields(kind, now.uid);

  const send = (base: R, body: Partial<F>) =>
    void change({
      run: (by): Promise<Kept> =>
        kind === 'contact'
          ? api.patchContact(base.uid, base.version, body, by)
          : api.patchAccount(base.uid, base.version, body, by),
      before: () => {
        const before = queries.getQueryData(key);
        queries.setQueryData(key, { ...base, ...body });
        return () => queries.setQueryData(key, before);
      },
      done: () => t`Saved`,
      failed: (error) => {
        if (!isRefused(error, 'crm.stale') || !error.problem.current) return false;
        setConflict({ original: base, mine: body, theirs: error.problem.current as R });
        return true;
      },
    });
  const settle = (whose: 'mine' | 'theirs') => {
    if (!conflict) return;
    const theirs = conflict.theirs as R;
    setConflict(null);
    queries.setQueryData(key, theirs);
    if (whose === 'mine') send(theirs, conflict.mine as Partial<F>);
  };
  return { save: (body: Partial<F>) => send(now, body), conflict, settle };
}

/** Somebody was faster: shows what was, what they wrote and what you wrote. */
export function Conflict({
  conflict,
  onSettle,
}: {
  conflict: ConflictOf;
  onSettle: (whose: 'mine' | 'theirs') => void;
}) {
  const { t } = useLingui();
  const fields = Object.keys(conflict.mine);
  return (
    <Dialog
      title={t`Somebody else changed this record`}
      closeLabel={t`Close`}
      onClose={() => onSettle('theirs')}
      actions={
        <>
          <Button onPress={() => onSettle('theirs')}>{t`Keep theirs`}</Button>
          <Button look="primary" onPress={() => onSettle('mine')}>{t`Save mine`}</Button>
        </>
      }
    >
      {fields.map((field) => (
        <dl key={field} className={styles.conflict}>
          <dt>{t`Mine`}</dt>
          <dd>{read(conflict.mine, field)}</dd>
          <dt>{t`Theirs`}</dt>
          <dd>{read(conflict.theirs, field)}</dd>
          <dt>{t`Before`}</dt>
          <dd>{read(conflict.original, field)}</dd>
        </dl>
      ))}
    </Dialog>
  );
}

function read(from: object, field: string): string {
  const value = (from as Record<string, unknown>)[field];
  const text = (each: unknown): string =>
    typeof each === 'object' && each !== null
      ? Object.values(each).filter(Boolean).map(text).join(', ')
      : String(each ?? '');
  return (Array.isArray(value) ? value.map(text).join('; ') : text(value)) || '–';
}
