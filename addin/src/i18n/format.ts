import { i18n } from '@lingui/core';
import type { Money } from '../api/types';

// The order of day and month is the region's: English is that of Europe here.
const tags: Record<string, string> = { en: 'en-GB', ro: 'ro-RO', de: 'de-DE' };
const tag = (): string => tags[i18n.locale] ?? 'en-GB';

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>();
function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>(
  name: string,
  make: () => T,
): T {
  const key = `${tag()}:${name}`;
  const found = made.get(key);
  if (found) return found as T;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}
const date = (name: string, options: Intl.DateTimeFormatOptions) =>
  kept(name, () => new Intl.DateTimeFormat(tag(), options));

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
const dayMs = 86_400_000;

/** Whole days from today to the moment's day; negative for the past. */
export const daysFromToday = (at: number, now = Date.now()): number =>
  Math.round((startOfDay(at) - startOfDay(now)) / dayMs);

export const clock = (at: number): string =>
  date('clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** "22 nov.", with the year when it is another one. */
export function day(at: number, now = Date.now()): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? date('day', { day: 'numeric', month: 'short' }).format(at)
    : date('day-year', { day: 'numeric', month: 'short', year: '2-digit' }).format(at);
}

/** The clock for today, else the day. */
export const brief = (at: number, now = Date.now()): string =>
  daysFromToday(at, now) === 0 ? clock(at) : day(at, now);

export const full = (at: number): string =>
  date('full', {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);

/** "yesterday", "in 3 days", "2 weeks ago". */
export function ago(at: number, now = Date.now()): string {
  const days = daysFromToday(at, now);
  const relative = kept('relative', () => new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' }));
  if (Math.abs(days) < 14) return relative.format(days, 'day');
  if (Math.abs(days) < 60) return relative.format(Math.round(days / 7), 'week');
  if (Math.abs(days) < 700) return relative.format(Math.round(days / 30.4), 'month');
  return relative.format(Math.round(days / 365), 'year');
}

/** A day or local moment as it was entered ("2026-11-24", "2026-11-24T10:00"): "tomorrow 10:00". */
export function planned(when: string, now = Date.now()): string {
  const hasTime = when.includes('T');
  const at = new Date(hasTime ? when : `${when}T00:00`).getTime();
  if (Number.isNaN(at)) return when;
  const name = Math.abs(daysFromToday(at, now)) < 2 ? ago(at, now) : day(at, now);
  return hasTime ? `${name} ${clock(at)}` : name;
}

export function money({ minor, currency }: Money): string {
  const format = kept(`money:${currency}`, () => {
    try {
      return new Intl.NumberFormat(tag(), {
        style: 'currency',
        currency,
        currencyDisplay: 'code',
        maximumFractionDigits: 2,
        minimumFractionDigits: 0,
      });
    } catch {
      return new Intl.NumberFormat(tag());
    }
  }) as Intl.NumberFormat;
  const digits = format.resolvedOptions().style === 'currency' ? minorDigits(currency) : 2;
  return format.format(minor / 10 ** digits);
}

/** How many digits of the currency are behind the point: 2 for RON, 0 for JPY. */
export function minorDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

export function size(bytes: number): string {
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return kept(
    `size:${unit}`,
    () => new Intl.NumberFormat(tag(), { style: 'unit', unit, maximumFractionDigits: 1 }),
  ).format(Math.max(amount, 0.1));
}

export const count = (n: number): string => kept('count', () => new Intl.NumberFormat(tag())).format(n);
