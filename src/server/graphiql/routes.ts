import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../kernel/index.js';
import { assets } from './assets.js';
import { fillPlaceholders, loadExamples } from './examples.js';

/** Only what this server serves runs, loads or is asked. CodeMirror styles through the CSSOM, which needs no exception. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const acceptsGzip = ({ headers }: FastifyRequest): boolean => headers['accept-encoding']?.includes('gzip') === true;

/** GraphiQL on `/`, everything it needs below `/graphiql/`; no other host is ever asked. */
export function graphiQLRoutes(fastify: FastifyInstance, clock: Clock): void {
  const send = async (name: string, request: FastifyRequest, reply: FastifyReply) => {
    const asset = await assets.open(name);
    if (asset === undefined) return reply.callNotFound();
    // Also with 304: a browser takes over the headers of that answer for what it has stored.
    reply.header('content-security-policy', contentSecurityPolicy);
    reply.header('cache-control', 'no-cache').header('etag', asset.etag).header('vary', 'accept-encoding');
    if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
    reply.type(asset.type);
    if (!acceptsGzip(request)) return reply.send(asset.bytes);
    return reply.header('content-encoding', 'gzip').send(asset.gzipped);
  };

  fastify.get('/', (request, reply) => send('index.html', request, reply));
  fastify.get<{ Params: { name: string } }>('/graphiql/:name', (request, reply) =>
    send(request.params.name, request, reply),
  );
  fastify.get('/graphiql/examples.json', async (_, reply) => {
    const examples = await loadExamples();
    return reply
      .type('application/json; charset=utf-8')
      .send(examples.map((one) => fillPlaceholders(one, clock.now())));
  });
}
