import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createErrorFormatter } from '../../src/server/errors.js';
import { createFastify } from '../../src/server/fastify.js';
import { verifyRoutes } from '../../src/server/verify/routes.js';

describe('the page that verifies certificates', () => {
  let fastify: FastifyInstance;
  beforeAll(async () => {
    const log = pino({ level: 'silent' });
    fastify = createFastify({ log, format: createErrorFormatter({ log }) });
    verifyRoutes(fastify);
    await fastify.ready();
  });
  afterAll(() => fastify.close());
  const get = (url: string, headers: Record<string, string> = {}) => fastify.inject({ method: 'GET', url, headers });

  it('loads only what this server serves, and asks it for the public keys alone', async () => {
    const seen = new Set<string>();
    const fetched = new Set<string>();
    const wanted = ['/verify'];
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { statusCode, body, headers } = await get(path);
      expect([path, statusCode]).toEqual([path, 200]);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect([path, body.match(/["'(]https?:\/\//g)]).toEqual([path, null]);
      for (const [, attribute, imported] of body.matchAll(
        /(?:src|href)="(?!data:)([^"]+)"|\bfrom\s*['"]([^'"]+)['"]/g,
      )) {
        wanted.push(new URL(attribute ?? imported ?? '', `http://here${path}`).pathname);
      }
      for (const [, url = ''] of body.matchAll(/fetch\('([^']+)'/g)) fetched.add(url);
    }
    expect([...seen].sort()).toEqual([
      '/verify',
      '/verify/documents/verdict-words.js',
      '/verify/documents/verify-certificate.js',
      '/verify/kernel/canonical-json.js',
      '/verify/page.css',
      '/verify/page.js',
    ]);
    expect([...fetched]).toEqual(['/.well-known/covergraph-keys.json']);
  });

  it('answers 304 while a file is the one the browser has', async () => {
    const { headers } = await get('/verify/page.js');
    expect((await get('/verify/page.js', { 'if-none-match': String(headers.etag) })).statusCode).toBe(304);
    expect((await get('/verify/page.js', { 'if-none-match': '"another"' })).statusCode).toBe(200);
  });

  it('serves nothing else of the program', async () => {
    expect((await get('/verify/documents/signing-key.js')).statusCode).toBe(404);
    expect((await get('/verify/..%2fapp.js')).statusCode).toBe(404);
  });
});
