import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import type { Clock } from '../../src/kernel/index.js';
import { createTestDatabase, readyCluster, type TestDatabase } from './database.js';

const sandbox = JSON.parse(readFileSync(new URL('./sandbox.json', import.meta.url), 'utf8'));

/** Monday noon UTC: the business date in every time zone of the sandbox is 2026-03-02. */
export const TEST_NOW = new Date(sandbox.now);
const STANDING: Clock = { now: () => TEST_NOW };

const NEVER_MS = 2 ** 31 - 1;

export interface GraphQLAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
  readonly data: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

export interface TestApi {
  readonly url: string;
  readonly testDatabase: TestDatabase;
  /** Sandbox keys by name: merchant, dealer, housingLender, lender, claims, ... */
  readonly keys: Readonly<Record<string, string>>;
  /** The whole answer of one operation, asked with a sandbox key by name, or without a key. */
  ask(key: string | undefined, query: string, variables?: object): Promise<GraphQLAnswer>;
  /** The data of an operation; fails with the whole answer when there are errors. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
  data(key: string, query: string, variables?: object): Promise<any>;
  /** What a subscription sends from now on, until `stop`; `failures` are errors it ended with. */
  subscribe(key: string, query: string, variables?: Record<string, unknown>): TestSubscription;
  close(): Promise<void>;
}

export interface TestSubscription {
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
  readonly received: any[];
  readonly failures: unknown[];
  stop(): Promise<void>;
}

/** A gateway on its own database and port with a fresh sandbox; business time stands still until it is advanced. */
export async function startApi(
  environment: Readonly<Record<string, string>> = {},
  clock: Clock = STANDING,
): Promise<TestApi> {
  const isUsual = clock === STANDING && environment.SANDBOX === undefined;
  const testDatabase = await createTestDatabase({ template: isUsual ? 'sandbox' : 'covergraph' });
  const config = readConfig({
    DATABASE_URL: testDatabase.url,
    ...sandbox.environment,
    PORT: '0',
    POOL_SIZE: '24',
    RATE_LIMIT_PER_SECOND: '100000',
    RATE_LIMIT_BURST: '100000',
    ...environment,
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const app: App = await createApp(config.value, pino({ level: process.env.TEST_LOG ?? 'silent' }), {
    clock,
    // Nothing is written behind a test's back; tests of documents make them themselves.
    documentsEveryMs: NEVER_MS,
    tasksEveryMs: NEVER_MS,
  });
  const { url } = await app.listen();
  const keys = app.newKeys ?? (isUsual ? (await readyCluster()).sandbox.keys : {});

  const ask: TestApi['ask'] = async (key, query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { authorization: `Bearer ${keys[key] ?? key}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Omit<GraphQLAnswer, 'status'>) };
  };
  const subscribe: TestApi['subscribe'] = (key, query, variables = {}) => {
    const subscription: TestSubscription = {
      received: [],
      failures: [],
      stop: async () => {
        await client.dispose();
      },
    };
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${keys[key]}` },
    });
    client.subscribe(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors) subscription.failures.push(errors);
          else subscription.received.push(data);
        },
        error: (error) => subscription.failures.push(error),
        complete: () => undefined,
      },
    );
    return subscription;
  };
  return {
    url,
    testDatabase,
    subscribe,
    keys,
    ask,
    data: async (key, query, variables) => {
      const answer = await ask(key, query, variables);
      if (answer.errors) throw new Error(JSON.stringify(answer, null, 2));
      return answer.data;
    },
    close: async () => {
      await app.close();
      await testDatabase.drop();
    },
  };
}
