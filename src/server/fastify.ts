import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ErrorFormatter } from './errors.js';
import { fromFastify, sendError } from './http-errors.js';
import { refusal } from './refusal.js';

/** Time for the header of a request; slower clients get 408. How long a body may take is its reader's to say. */
const headersTimeoutMs = 10_000;
/** Above the idle timeout of common load balancers (60 s), so that they close first. */
const keepAliveTimeoutMs = 72_000;

const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const givenRequestId = /^[\w.:-]{8,64}$/;

function requestIds(): (header: string | string[] | undefined) => string {
  const prefix = randomBytes(6).toString('base64url');
  let count = 0;
  return (header) => {
    if (typeof header === 'string' && givenRequestId.test(header)) return header;
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}

export interface FastifyOptions {
  readonly log: Logger;
  readonly format: ErrorFormatter;
}

/** The HTTP server without our routes: request ids, security headers, one log line a request, errors in one shape. */
export function createFastify({ log, format }: FastifyOptions): FastifyInstance {
  const requestId = requestIds();
  const fastify = Fastify({
    // Our own log line below: Fastify's logger costs two lines and a child logger for each request.
    logger: false,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    requestTimeout: 0,
    keepAliveTimeout: keepAliveTimeoutMs,
    http: { headersTimeout: headersTimeoutMs },
    routerOptions: { maxParamLength: 200 },
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const level = reply.statusCode >= 500 ? 'warn' : 'debug';
    if (log.isLevelEnabled(level)) {
      log[level](
        {
          requestId: request.id,
          method: request.method,
          path: request.url.split('?', 1)[0],
          status: reply.statusCode,
          durationMs: Math.round(reply.elapsedTime * 10) / 10,
        },
        'request',
      );
    }
    done();
  });
  fastify.setErrorHandler((error: Error, request, reply) => sendError(request, reply, fromFastify(error), format));
  fastify.setNotFoundHandler((request, reply) =>
    sendError(request, reply, refusal('There is nothing here.', { code: 'NOT_FOUND', status: 404 }), format),
  );
  return fastify;
}
