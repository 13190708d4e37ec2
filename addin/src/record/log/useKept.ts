import { useState } from 'react';
import { newKey } from '../../api/client';
import { drafts } from '../../api/drafts';

/** A value that is written down at every change, for this mail and form, and found again after a reload. */
export function useKept<T>(
  mail: string,
  form: string,
  first: T,
): [value: T, keep: (next: T) => void, drop: () => void, fill: (change: (now: T) => T) => void] {
  const [value, setValue] = useState<T>(() => drafts.get<T>(mail, form) ?? first);
  const keep = (next: T) => {
    drafts.keep(mail, form, next);
    setValue(next);
  };
  return [value, keep, () => drafts.drop(mail, form), setValue];
}

/** The same key for the same body, so that a repeated save is the same change; another body gets another key. */
export function useKeys(): (body: unknown) => string {
  const [made] = useState(() => new Map<string, string>());
  return (body) => {
    const text = JSON.stringify(body);
    const key = made.get(text) ?? newKey();
    made.set(text, key);
    return key;
  };
}
