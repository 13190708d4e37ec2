import type { Money } from '../api/types';
import { minorDigits } from './format';

/**
 * Reads "120.000,50", "120,000.50", "120 000" and "1.500" as people write them: the last separator is the decimal one
 * only when one or two digits follow it. Null when it is no amount.
 */
export function readAmount(text: string, currency: string): Money | null {
  const plain = text.trim().replace(/[\s'’]/g, '');
  if (!/^\d[\d.,]*$/.test(plain)) return null;
  const decimal = /[.,](\d{1,2})$/.exec(plain);
  const whole = (decimal ? plain.slice(0, decimal.index) : plain).replace(/[.,]/g, '');
  const digits = minorDigits(currency);
  const fraction = (decimal?.[1] ?? '').padEnd(digits, '0').slice(0, digits);
  const minor = Number(whole + fraction);
  return Number.isSafeInteger(minor) ? { minor, currency } : null;
}

/** An amount for an input field, without separators of thousands. */
export function amountText(money: Money | null): string {
  if (!money) return '';
  const digits = minorDigits(money.currency);
  const text = (money.minor / 10 ** digits).toFixed(digits);
  return text.replace(/\.0+$/, '');
}

/** The day so many days from today, in the local time zone: "2026-11-24". */
export function localDay(daysFromNow: number, now = new Date()): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysFromNow);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
}
