import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
const code = files.filter(
  (name) => /\.tsx?$/.test(name) && !name.includes('schema.d.ts') && !name.endsWith('icons/icons.ts'),
);
const read = (name: string) => readFileSync(`src/${name}`, 'utf8');

test('only src/ui knows the component library', () => {
  const others = code.filter((name) => !name.startsWith('ui/'));
  expect(
    others.filter((name) => /from '(react-aria|@react-aria|@internationalized|react-stately)/.test(read(name))),
  ).toEqual([]);
});

test('the floors hold: api below record below panel, and the fakes stay out of the product', () => {
  const imports = (name: string) =>
    [...read(name).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((found) => found[1] ?? '');
  const wrong = (floor: string, above: RegExp) =>
    code.filter(
      (name) => name.startsWith(floor) && !/\.test\./.test(name) && imports(name).some((each) => above.test(each)),
    );
  expect(wrong('ui/', /\/(record|panel|commands|hosts)\//)).toEqual([]);
  expect(wrong('api/', /\/(record|panel|commands|ui)\//)).toEqual([]);
  expect(wrong('record/', /\/panel\//)).toEqual([]);
  const product = code.filter((name) => !/^(gallery|api\/fake)\/|\.test\./.test(name));
  expect(product.filter((name) => imports(name).some((each) => /\/(fake|gallery)(\/|$)/.test(each)))).toEqual([]);
});

test('colours are written in tokens.css alone', () => {
  const sheets = files.filter((name) => name.endsWith('.css') && name !== 'ui/tokens.css');
  expect(sheets.filter((name) => /#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i.test(read(name)))).toEqual([]);
});

test('a file tells one story: fewer than 300 lines', () => {
  const long = code.filter((name) => read(name).split('\n').length > 300);
  expect(long).toEqual([]);
});

test('nothing is styled or scripted inside the pages', () => {
  for (const page of ['panel.html', 'gallery.html']) {
    const html = readFileSync(page, 'utf8');
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)/);
  }
});
