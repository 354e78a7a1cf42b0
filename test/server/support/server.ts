import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Viewer } from '../../../src/partners/viewer.js';
import type { Server, ServerConfig, ServerOptions } from '../../../src/server/options.js';
import { createServer } from '../../../src/server/server.js';
import { Fault, testSchema } from './schema.js';

export const key = 'Bearer cg_live_one';
export const otherKey = 'Bearer cg_live_two';

export const viewerOne: Viewer = {
  keyId: 'key_one',
  organisationId: 'org_one',
  organisationKind: 'PARTNER',
  role: 'PARTNER',
  authorityLevel: 0,
};

export interface TestServer extends Server {
  readonly url: string;
  /** Viewers by authorization header; delete one to revoke a key. */
  readonly keys: Map<string, Viewer | 'database away'>;
  readonly calls: string[];
  /** Parsed log lines. */
  readonly logged: Record<string, unknown>[];
  readonly state: { isReady: boolean };
}

const config: ServerConfig = {
  host: '127.0.0.1',
  port: 0,
  sandbox: false,
  introspection: true,
  rateLimit: { perSecond: 1000, burst: 100_000 },
  costMaximum: 20_000,
  shutdownDelayMs: 0,
};

export type TestServerOptions = Partial<Omit<ServerOptions, 'config'>> & { readonly config?: Partial<ServerConfig> };

/** A listening server over the test schema; close it yourself. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const keys: TestServer['keys'] = new Map<string, Viewer | 'database away'>([
    [key, viewerOne],
    [otherKey, { ...viewerOne, keyId: 'key_two', role: 'DASHBOARD' }],
    ['Bearer cg_fault', 'database away'],
  ]);
  const calls: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const state = { isReady: true };
  const sink = new Writable({
    write: (chunk, _, done) => {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const server = await createServer({
    schema: testSchema(),
    authenticate: async (authorization) => {
      const viewer = authorization === undefined ? undefined : keys.get(authorization);
      if (viewer === 'database away') throw new Fault('DATABASE_UNAVAILABLE', true);
      return viewer;
    },
    contextFor: ({ viewer }) => ({ viewer, calls }),
    log: pino({ level: 'debug' }, sink),
    isReady: () => state.isReady,
    ...options,
    config: { ...config, ...options.config },
  });
  const { url } = await server.listen();
  return { ...server, url, keys, calls, logged, state };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export interface PostOptions {
  readonly authorization?: string | null;
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

/** POSTs JSON (or a string or bytes as they are) with the first key. */
export async function post(server: TestServer, body: unknown, options: PostOptions = {}): Promise<Answer> {
  const { authorization = key, headers = {}, path = '/graphql' } = options;
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === null ? {} : { authorization }),
      ...headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Looks again every few milliseconds until `found` answers something, for at most five seconds. */
export async function eventually<T>(found: () => T | undefined | false, what = 'the condition'): Promise<T> {
  const untilMs = performance.now() + 5000;
  for (;;) {
    const value = found();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > untilMs) throw new Error(`${what} never came true`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
