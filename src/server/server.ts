import type { FastifyInstance, FastifyRequest } from 'fastify';
import { systemClock } from '../kernel/index.js';
import { createAdmission } from './admission.js';
import { type Passages, startApollo } from './apollo.js';
import { DocumentCache } from './document-cache.js';
import { createDoor, type Visitor } from './door.js';
import { createErrorFormatter } from './errors.js';
import { createFastify } from './fastify.js';
import { graphiQLRoutes } from './graphiql/routes.js';
import { healthRoutes } from './health.js';
import { graphQLRoute } from './http-graphql.js';
import { createExecutor } from './jit/executor.js';
import { createKnownOperations } from './known-operations.js';
import { createPricer } from './limits/cost.js';
import { defaultLimits, type OperationLimits } from './limits/limits.js';
import { TokenBuckets } from './limits/token-bucket.js';
import type { RouteTools, Server, ServerOptions } from './options.js';
import { unauthenticated } from './refusal.js';
import { createSubscriptions } from './web-socket.js';

const path = '/graphql';
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Keep-alive connections fall idle one by one while the last requests finish; waiting for them would take minutes. */
async function closeHttp(fastify: FastifyInstance, closeWithinMs: number): Promise<void> {
  const idle = setInterval(() => fastify.server.closeIdleConnections(), 20);
  const cut = setTimeout(() => fastify.server.closeAllConnections(), closeWithinMs);
  await fastify.close();
  clearInterval(idle);
  clearTimeout(cut);
}

/**
 * Everything around an executable schema: HTTP on POST /graphql, subscriptions on a WebSocket of the same path,
 * /healthz, /readyz and, when introspection is on, GraphiQL on /.
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { schema, authenticate, contextFor, config, log, isReady, routes } = options;
  const limits: OperationLimits = { ...defaultLimits, cost: config.costMaximum, ...options.limits };
  const format = createErrorFormatter({ log, additionalCodes: options.additionalCodes });
  const executor = createExecutor(schema);
  const price = createPricer(schema, limits);
  const door = createDoor({ authenticate, buckets: new TokenBuckets(config.rateLimit), config });
  const passages: Passages = new WeakMap();
  const { introspection } = config;
  const admit = createAdmission(price);
  const documents = new DocumentCache();
  const shared = { executor, admit, documents, door, limits };
  const apollo = await startApollo({ ...shared, schema, introspection, passages, format, log });

  let closing: Promise<void> | undefined;
  const isClosing = () => closing !== undefined;
  const fastify = createFastify({ log, format });
  const visitors = new WeakMap<FastifyRequest, Visitor>();
  const enter = async (request: FastifyRequest): Promise<void> => {
    visitors.set(request, await door.enter(request.headers.authorization, request.ip));
  };
  const visitorOf = (request: FastifyRequest): Visitor => {
    const visitor = visitors.get(request);
    if (visitor === undefined) throw unauthenticated();
    return visitor;
  };
  const viewerOf: RouteTools['viewerOf'] = (request) => {
    const { viewer } = visitorOf(request);
    if (viewer === undefined) throw unauthenticated();
    return viewer;
  };
  const authenticated = async (request: FastifyRequest): Promise<void> => {
    await enter(request);
    viewerOf(request);
  };

  healthRoutes(fastify, { isReady, isClosing });
  if (introspection) graphiQLRoutes(fastify, options.clock ?? systemClock);
  fastify.register(async (scope) =>
    graphQLRoute(scope, {
      path,
      apollo,
      answerKnown: createKnownOperations({ ...shared, contextFor }),
      passages,
      contextFor,
      authenticated: enter,
      visitorOf,
      format,
      isClosing,
    }),
  );
  if (routes !== undefined) fastify.register(async (scope) => routes(scope, { authenticated, viewerOf }));
  await fastify.ready();
  const subscriptions = createSubscriptions({
    path,
    server: fastify.server,
    schema,
    executor,
    price,
    limits,
    door,
    authenticate,
    contextFor,
    format,
    log,
    introspection,
    settings: options.subscriptions,
  });

  const close = async (): Promise<void> => {
    await delay(config.shutdownDelayMs);
    await Promise.all([subscriptions.close(), closeHttp(fastify, options.closeWithinMs ?? 10_000)]);
    await apollo.stop();
  };
  return {
    listen: async () => ({ url: await fastify.listen({ host: config.host, port: config.port }) }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
