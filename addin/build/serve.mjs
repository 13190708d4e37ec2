// Serves a build as the agent does: strict content security policy, hashed files immutable, brotli where it is written.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/** Starts on a free port of this machine; `answer` may take a request before the files do. */
export function serve(folder, { port = 0, answer } = {}) {
  const server = createServer((request, response) => {
    if (answer?.(request, response)) return;
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const name = path === '/panel' ? '/panel.html' : path;
    const file = join(folder, name);
    response.setHeader('Content-Security-Policy', policy);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    response.setHeader(
      'Cache-Control',
      name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
    );
    const small = existsSync(`${file}.br`) && /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
    if (small) response.setHeader('Content-Encoding', 'br');
    createReadStream(small ? `${file}.br` : file).pipe(response);
  });
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${server.address().port}` })),
  );
}

if (process.argv[1]?.endsWith('serve.mjs')) {
  const { url } = await serve(process.argv[2] ?? 'dist', { port: Number(process.argv[3] ?? 4173) });
  console.log(url);
}
