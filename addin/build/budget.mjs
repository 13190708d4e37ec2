// Weighs the built panel against its limits and prints the figures; fails above them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = 'dist';
const kib = (bytes) => bytes / 1024;
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
const weigh = (files) =>
  kib([...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0));

/** All files that a chunk needs, its static imports included. */
function needs(name, scripts = new Set(), sheets = new Set()) {
  const chunk = manifest[name];
  if (!chunk || scripts.has(chunk.file)) return { scripts, sheets };
  scripts.add(chunk.file);
  for (const sheet of chunk.css ?? []) sheets.add(sheet);
  for (const each of chunk.imports ?? []) needs(each, scripts, sheets);
  return { scripts, sheets };
}

const first = needs('panel.html');
const words = Object.entries(manifest).filter(([name]) => name.endsWith('.po'));
// The menus' chunk is fetched right after the start, and the other lazy chunks share most of it.
const menus = needs('src/ui/menu/MenuList.tsx').scripts;
const lazy = (source) => {
  const { scripts } = needs(source);
  return weigh([...scripts].filter((file) => !first.scripts.has(file) && !menus.has(file)));
};
const rows = [
  ['panel, JS at the start', weigh(first.scripts), 150],
  ['panel, CSS at the start', weigh(first.sheets), 14],
  ...words.map(([name, chunk]) => [`words ${name.slice(-5, -3)}`, weigh([chunk.file]), 8]),
  ['menus', weigh([...menus].filter((file) => !first.scripts.has(file))), 45],
  ['forms', lazy('src/record/forms.ts'), 75],
  ['details', lazy('src/record/details/Details.tsx'), 45],
  ['palette', lazy('src/commands/Palette.tsx'), 15],
];
let over = 0;
for (const [what, size, limit] of rows) {
  const good = size <= limit;
  over += good ? 0 : 1;
  console.log(`${what.padEnd(26)} ${size.toFixed(1).padStart(7)} KiB of ${limit} ${good ? '' : '  TOO MUCH'}`);
}
process.exitCode = over > 0 ? 1 : 0;
