// Writes a `.br` file beside every text file of a build, so that the agent need not compress while it serves.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = process.argv[2];
if (!folder) throw new Error('name the folder of the build');
let before = 0;
let after = 0;
for (const name of readdirSync(folder, { recursive: true })) {
  if (!/\.(html|js|css|svg|json)$/.test(name) || name === 'manifest.json') continue;
  const bytes = readFileSync(join(folder, name));
  const small = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  writeFileSync(join(folder, `${name}.br`), small);
  before += bytes.length;
  after += small.length;
}
console.log(`${(before / 1024).toFixed(0)} KiB compressed to ${(after / 1024).toFixed(0)} KiB`);
