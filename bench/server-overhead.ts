/**
 * What the server costs around a resolver that does nothing: requests a second and CPU of the server process for one
 * mutation of ten fields, beside a bare node:http handler that parses and answers the same JSON, in one run.
 *
 *   node --import ./scripts/typescript/register.mjs bench/server-overhead.ts
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { buildSchema } from 'graphql';
import { pino } from 'pino';
import { createServer } from '../src/server/server.js';

const CONNECTIONS = 32;
const ROUNDS = 5;
const ROUND_MS = 2_000;
const WARM_UP_MS = 3_000;

const sdl = `
  input OrderInput { reference: String!, lines: Int!, country: String!, amount: String!, currency: String!,
    principal: String!, annualRate: String!, instalments: Int!, disbursedOn: String!, firstDueOn: String! }
  type Quote { id: ID!, status: String!, outcome: String!, expiresAt: String!, insurer: String!, sumInsured: String!,
    premium: String!, currency: String!, instalments: Int!, reference: String! }
  type Refused { code: String!, message: String! }
  union QuoteResult = Quote | Refused
  type Query { hello: String }
  type Mutation { quoteCreate(idempotencyKey: String!, input: OrderInput!): QuoteResult! }
`;
const query = `mutation QuoteCreate($key: String!, $input: OrderInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    ... on Quote { id status outcome expiresAt insurer sumInsured premium currency instalments reference }
    ... on Refused { code message }
  }
}`;
const input = {
  reference: 'order-1',
  lines: 2,
  country: 'US',
  amount: '1200.00',
  currency: 'USD',
  principal: '1200.00',
  annualRate: '0.12',
  instalments: 12,
  disbursedOn: '2026-03-02',
  firstDueOn: '2026-04-02',
};
const quoteOf = ({ reference, instalments, currency }: typeof input) => ({
  __typename: 'Quote',
  id: 'quo_1',
  status: 'OFFERED',
  outcome: 'APPROVED',
  expiresAt: '2026-03-03T12:00:00.000Z',
  insurer: 'Northwind',
  sumInsured: '1200.00',
  premium: '23.40',
  currency,
  instalments,
  reference,
});

async function serveBare(): Promise<number> {
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const { __typename: _, ...quoteCreate } = quoteOf(variables.input);
      const body = JSON.stringify({ data: { quoteCreate }, extensions: { cost: { price: 11, maximum: 20_000 } } });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function serveOurs(): Promise<number> {
  const schema = buildSchema(sdl);
  const field = schema.getMutationType()?.getFields().quoteCreate;
  if (field !== undefined) field.resolve = async (_, args) => quoteOf(args.input);
  const viewer = {
    keyId: 'k',
    organisationId: 'o',
    organisationKind: 'PARTNER',
    role: 'PARTNER',
    authorityLevel: 0,
  } as const;
  const server = await createServer({
    schema,
    authenticate: async () => viewer,
    contextFor: () => ({}),
    log: pino({ level: 'warn' }),
    isReady: () => true,
    config: {
      host: '127.0.0.1',
      port: 0,
      sandbox: false,
      introspection: true,
      rateLimit: { perSecond: 1_000_000, burst: 1_000_000 },
      costMaximum: 20_000,
      shutdownDelayMs: 0,
    },
  });
  const { url } = await server.listen();
  return Number(new URL(url).port);
}

async function serve(kind: string): Promise<void> {
  const startedMs = performance.now();
  const port = kind === 'bare' ? await serveBare() : await serveOurs();
  process.send?.({ port, startMs: performance.now() - startedMs });
  process.on('message', () => process.send?.(process.cpuUsage()));
}

const body = JSON.stringify({ query, variables: { key: 'quote-1', input } });
const request = [
  'POST /graphql HTTP/1.1',
  'Host: 127.0.0.1',
  'Authorization: Bearer cg_bench',
  'Content-Type: application/json',
  `Content-Length: ${Buffer.byteLength(body)}`,
  '',
  body,
].join('\r\n');

/** One connection that asks again as soon as it is answered. */
function askFor(port: number, forMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const untilMs = performance.now() + forMs;
    let answers = 0;
    let received = '';
    socket.setNoDelay(true);
    socket.on('connect', () => socket.write(request));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
      if (end === -1 || received.length < end + 4 + length) return;
      if (!received.startsWith('HTTP/1.1 200') || !received.includes('"premium":"23.40"')) reject(new Error(received));
      received = '';
      answers += 1;
      if (performance.now() < untilMs) socket.write(request);
      else {
        socket.destroy();
        resolve(answers);
      }
    });
  });
}

const message = <T>(child: ChildProcess): Promise<T> => new Promise((resolve) => child.once('message', resolve));

async function cpuMicroseconds(child: ChildProcess): Promise<number> {
  const answer = message<NodeJS.CpuUsage>(child);
  child.send('cpu');
  const { user, system } = await answer;
  return user + system;
}

interface Round {
  readonly perSecond: number;
  readonly cpuUs: number;
}

async function round(child: ChildProcess, port: number, forMs: number): Promise<Round> {
  const before = await cpuMicroseconds(child);
  const startedMs = performance.now();
  const counts = await Promise.all(Array.from({ length: CONNECTIONS }, () => askFor(port, forMs)));
  const answers = counts.reduce((total, one) => total + one, 0);
  const elapsedMs = performance.now() - startedMs;
  return {
    perSecond: (answers / elapsedMs) * 1000,
    cpuUs: ((await cpuMicroseconds(child)) - before) / answers,
  };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function main(): Promise<void> {
  const kinds = ['bare', 'covergraph'] as const;
  const servers = await Promise.all(
    kinds.map(async (kind) => {
      const child = fork(fileURLToPath(import.meta.url), [kind]);
      return { kind, child, ...(await message<{ port: number; startMs: number }>(child)), rounds: [] as Round[] };
    }),
  );
  for (const { child, port } of servers) await round(child, port, WARM_UP_MS);
  for (let count = 0; count < ROUNDS; count += 1) {
    for (const server of servers) server.rounds.push(await round(server.child, server.port, ROUND_MS));
  }
  const [limit] = servers;
  const limitPerSecond = median(limit?.rounds.map(({ perSecond }) => perSecond) ?? []);
  for (const { kind, rounds, startMs, child } of servers) {
    const perSecond = median(rounds.map((one) => one.perSecond));
    const cpuUs = median(rounds.map((one) => one.cpuUs));
    process.stdout.write(
      `${kind.padEnd(11)} ${perSecond.toFixed(0).padStart(7)} requests/s  ratio ${(perSecond / limitPerSecond).toFixed(2)}  ` +
        `${cpuUs.toFixed(0).padStart(4)} us CPU/request  ready after ${startMs.toFixed(0)} ms\n`,
    );
    child.kill();
  }
}

const [, , kind] = process.argv;
await (kind === undefined ? main() : serve(kind));
