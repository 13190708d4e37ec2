import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { i18n } from '@lingui/core';
import { generateMessageId } from '@lingui/message-utils/generateMessageId';
import { afterEach, describe, expect, test } from 'vitest';
import { amountText, readAmount } from './amount';
import { ago, day, money, planned } from './format';
import { speak } from './index';

const folder = 'src/i18n/locales';
const entries = (file: string): Map<string, string> => {
  const text = readFileSync(file, 'utf8');
  const unfold = (lines: string) =>
    lines
      .trim()
      .split('\n')
      .map((line) => line.slice(line.indexOf('"') + 1, -1))
      .join('');
  return new Map(
    [...text.matchAll(/^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)/gm)].map((found) => [
      unfold(found[1] ?? ''),
      unfold(found[2] ?? ''),
    ]),
  );
};

afterEach(() => speak('en'));

describe('the words', () => {
  test('every message of the code is in the catalogues, and has a translation', () => {
    const wanted = JSON.parse(execFileSync('node', ['build/extract.mjs'], { encoding: 'utf8' })) as string[];
    expect(wanted.length).toBeGreaterThan(250);
    for (const language of ['en', 'ro', 'de']) {
      const have = entries(`${folder}/${language}.po`);
      expect(
        wanted.filter((message) => !have.get(message)),
        language,
      ).toEqual([]);
      const placeholders = (text: string) => [...new Set(text.match(/\{\w+/g) ?? [])].sort().join();
      const wrong = wanted.filter(
        (message) =>
          placeholders(message.replace(/(one|few|other|=0) \{[^}]*\}/g, '')) !==
          placeholders((have.get(message) ?? '').replace(/(one|few|other|=0) \{[^}]*\}/g, '')),
      );
      expect(wrong, language).toEqual([]);
    }
    expect(readdirSync(folder).sort()).toEqual(['de.po', 'en.po', 'ro.po']);
  });

  test('Romanian is written with a comma below, and every count has its three forms', () => {
    for (const [message, text] of entries(`${folder}/ro.po`)) {
      expect(text, message).not.toMatch(/[şţŞŢ]/);
      if (!text.includes(', plural,')) continue;
      for (const form of ['one {', 'few {', 'other {']) expect(text, message).toContain(form);
      if (/other \{[^}]*#/.test(text)) expect(text, message).toMatch(/other \{[^}]*# de /);
    }
  });

  test('twenty and more take "de" in Romanian', async () => {
    await speak('ro');
    const incidents = (count: number) =>
      i18n._(
        generateMessageId('{count, plural, one {# open incident} few {# open incidents} other {# open incidents}}'),
        { count },
      );
    expect([1, 2, 19, 20, 101, 119, 120].map(incidents)).toEqual([
      '1 incident deschis',
      '2 incidente deschise',
      '19 incidente deschise',
      '20 de incidente deschise',
      '101 incidente deschise',
      '119 incidente deschise',
      '120 de incidente deschise',
    ]);
  });

  test('dates and money follow the language', async () => {
    const now = Date.UTC(2026, 10, 23, 8);
    await speak('ro');
    expect(day(Date.UTC(2026, 10, 22, 8), now)).toBe('22 nov.');
    expect(planned('2026-11-24T10:00', now)).toBe('mâine 10:00');
    expect(ago(Date.UTC(2026, 10, 11, 8), now)).toBe('acum 12 zile');
    expect(money({ minor: 12_000_050, currency: 'RON' })).toMatch(/^120\.000,5\d?\sRON$/);
    await speak('de');
    expect(planned('2026-11-24', now)).toBe('morgen');
  });

  test('amounts are read as people write them', () => {
    const read = (text: string, currency = 'RON') => readAmount(text, currency)?.minor ?? null;
    expect(['120.000,50', '120,000.50', '120 000', '1.500', '1,5', '12', '0'].map((text) => read(text))).toEqual([
      12_000_050, 12_000_050, 12_000_000, 150_000, 150, 1_200, 0,
    ]);
    expect(['', 'mult', '-5', '1e9', '99999999999999999'].map((text) => read(text))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(read('1500', 'JPY')).toBe(1500);
    expect(amountText({ minor: 12_000_050, currency: 'RON' })).toBe('120000.50');
  });
});
