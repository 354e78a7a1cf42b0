import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Clock } from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';
import type { OperationLimits } from './limits/limits.js';

export type ServerConfig = Pick<
  Config,
  'host' | 'port' | 'sandbox' | 'introspection' | 'rateLimit' | 'costMaximum' | 'shutdownDelayMs'
>;

/** Answers who a key belongs to; undefined for a missing, unknown, revoked or expired one. */
export type Authenticate = (authorizationHeader: string | undefined) => Promise<Viewer | undefined>;

export interface RequestFacts {
  readonly viewer: Viewer;
  readonly requestId: string;
}

/** Makes what resolvers get: once a request, and once an event of a subscription, so that loaders never go stale. */
export type ContextFor = (facts: RequestFacts) => object | Promise<object>;

export interface RouteTools {
  /** An `onRequest` hook: refuses a request without a valid key and counts it against the key's rate. */
  readonly authenticated: onRequestAsyncHookHandler;
  /** Who `authenticated` let in. */
  readonly viewerOf: (request: FastifyRequest) => Viewer;
}

export interface SubscriptionOptions {
  /** How often the keys of open sockets are checked again. */
  readonly recheckMs: number;
  readonly pingMs: number;
  readonly connectionInitMs: number;
  readonly subscriptionsPerSocket: number;
  readonly sockets: number;
  /** Bytes waiting to be sent to one socket before it is closed. */
  readonly bufferedBytes: number;
}

export interface ServerOptions {
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  readonly contextFor: ContextFor;
  readonly config: ServerConfig;
  readonly log: Logger;
  /** Whether the process can serve, e.g. reaches its database. */
  readonly isReady: () => boolean | Promise<boolean>;
  /** Further HTTP routes, in a scope of their own: body limits and parsers set there stay there. */
  readonly routes?: (fastify: FastifyInstance, tools: RouteTools) => void | Promise<void>;
  readonly limits?: Partial<OperationLimits>;
  readonly subscriptions?: Partial<SubscriptionOptions>;
  /** Codes of our own `GraphQLError`s that clients may see, beside `clientCodes`. */
  readonly additionalCodes?: readonly string[];
  /** Business time, for the dates of the examples; real time when not given. */
  readonly clock?: Clock;
  /** Time for running requests to finish when the server closes; then they are cut off. 10 s when not given. */
  readonly closeWithinMs?: number;
}

export interface Server {
  /** Starts listening; `url` is where, without a path. */
  listen(): Promise<{ readonly url: string }>;
  /** Not ready, then closed to new requests, then running ones finish (at most `closeWithinMs`), sockets closed with 1001. */
  close(): Promise<void>;
}
