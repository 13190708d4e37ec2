/**
 * What a person has typed and not yet saved, kept for each mail and form. It lives in localStorage, which is written
 * before the key event ends: a reload loses no keystroke.
 */
const prefix = 'crmweb.draft:';
const most = 40;

type Kept = { at: number; value: unknown };

const name = (mail: string, form: string): string => `${prefix}${mail}#${form}`;

function all(): { key: string; at: number }[] {
  const found: { key: string; at: number }[] = [];
  for (let i = 0; i < localStorage.length; i += 1) {
    const key = localStorage.key(i);
    if (!key?.startsWith(prefix)) continue;
    found.push({ key, at: read(key)?.at ?? 0 });
  }
  return found.sort((a, b) => a.at - b.at);
}

function read(key: string): Kept | null {
  try {
    const text = localStorage.getItem(key);
    return text ? (JSON.parse(text) as Kept) : null;
  } catch {
    return null;
  }
}

export const drafts = {
  get<T>(mail: string, form: string): T | null {
    return (read(name(mail, form))?.value as T | undefined) ?? null;
  },
  keep(mail: string, form: string, value: unknown): void {
    const key = name(mail, form);
    const isNew = localStorage.getItem(key) === null;
    const text = JSON.stringify({ at: Date.now(), value } satisfies Kept);
    try {
      localStorage.setItem(key, text);
    } catch {
      const oldest = all().find((each) => each.key !== key);
      if (!oldest) return;
      localStorage.removeItem(oldest.key);
      drafts.keep(mail, form, value);
      return;
    }
    if (!isNew) return;
    const kept = all();
    for (const old of kept.slice(0, Math.max(0, kept.length - most))) localStorage.removeItem(old.key);
  },
  drop(mail: string, form: string): void {
    localStorage.removeItem(name(mail, form));
  },
  /** The forms of a mail that hold something unsaved. */
  of(mail: string): string[] {
    const start = `${prefix}${mail}#`;
    return all().flatMap(({ key }) => (key.startsWith(start) ? [key.slice(start.length)] : []));
  },
  clear(): void {
    for (const { key } of all()) localStorage.removeItem(key);
  },
};
