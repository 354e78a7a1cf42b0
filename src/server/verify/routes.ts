import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';

/** The page loads from this server and nowhere else, and sends nothing but the question for the public keys. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = (name: string): URL => new URL(`./page/${name}`, import.meta.url);
// As compiled, wherever this file runs from: `src` and `dist` lie side by side.
const compiled = (path: string): URL => new URL(`../../../dist/${path}`, import.meta.url);

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** Everything the page is made of. What judges the file is the code that `covergraph verify` runs. */
const files: readonly (readonly [string, URL, string])[] = [
  ['/verify', page('index.html'), HTML],
  ['/verify/page.js', page('page.js'), SCRIPT],
  ['/verify/page.css', page('page.css'), 'text/css; charset=utf-8'],
  ['/verify/documents/verdict-words.js', compiled('documents/verdict-words.js'), SCRIPT],
  ['/verify/documents/verify-certificate.js', compiled('documents/verify-certificate.js'), SCRIPT],
  ['/verify/kernel/canonical-json.js', compiled('kernel/canonical-json.js'), SCRIPT],
];

/** `GET /verify`: a page on which a lender checks a certificate in the browser, without an API key. */
export function verifyRoutes(fastify: FastifyInstance): void {
  for (const [path, file, type] of files) {
    fastify.get(path, async (request, reply) => {
      const bytes = await readFile(file);
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
      reply.header('content-security-policy', contentSecurityPolicy).header('x-content-type-options', 'nosniff');
      reply.header('cache-control', 'no-cache').header('etag', etag);
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type(type).send(bytes);
    });
  }
}
