import { resolve } from 'node:path';
import { z } from 'zod';
import { isId } from './kernel/ids.js';
import { failure, type Result, success } from './kernel/result.js';
import { refusedTarget } from './outgoing/address.js';

/** Requests a key may send: `perSecond` sustained, `burst` at once. One point a request, more for dear operations. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** Where a source is asked over HTTP. */
export interface SourceConfig {
  readonly url: string;
  readonly token: string;
  /** How long it is left alone when it keeps failing, 100 to 600,000. */
  readonly pauseMs: number;
}

/** What may be connected beside the credit bureau. */
export type FactSourceName = 'identity' | 'vehicleValuation' | 'propertyValuation';

/** Everything the environment decides. Read once, at the start, by `readConfig`. */
export interface Config {
  /** Pooled connection (PgBouncer allowed). Absent: the process starts its own PostgreSQL in `dataFolder`. */
  readonly databaseUrl: string | undefined;
  /** Connection without a pooler, for LISTEN, migrations and the job worker. Defaults to `databaseUrl`. */
  readonly databaseDirectUrl: string | undefined;
  /** TCP port, 0 to 65535; 0 picks a free one. */
  readonly port: number;
  readonly host: string;
  /** Absolute path. */
  readonly dataFolder: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Codes of built-in scenarios or names of packages, in the order given. */
  readonly scenarios: readonly string[];
  /** Simulated clock, demo data and schema documentation without a key. */
  readonly sandbox: boolean;
  /** At least 32 characters. Absent only in embedded mode, where the caller keeps one in `dataFolder`. */
  readonly secret: string | undefined;
  /** Connections in the pool, 1 to 1,000. */
  readonly poolSize: number;
  readonly introspection: boolean;
  readonly rateLimit: RateLimit;
  /** Highest price of one operation, see server/limits/cost.ts. */
  readonly costMaximum: number;
  /** Credit bureau over HTTP; absent: none, or in a sandbox the simulated one. */
  readonly bureau: SourceConfig | undefined;
  /** Other sources of facts over HTTP; of those absent there is none, or in a sandbox the simulated one. */
  readonly factSources: { readonly [Name in FactSourceName]?: SourceConfig };
  /** JSON file of the installation's own rule packs. Absolute path. */
  readonly rulePacksFile: string | undefined;
  /** Insurers that decide in their own systems, by the id of their organisation. */
  readonly insurers: ReadonlyMap<string, SourceConfig>;
  /** Lets outgoing calls go to this machine, and without TLS; only in a sandbox. */
  readonly outgoingAllowLoopback: boolean;
  /** Time between "not ready" and "no longer listening", for the load balancer to notice, 0 to 60,000. */
  readonly shutdownDelayMs: number;
}

/** One thing wrong with the environment. */
export interface ConfigProblem {
  readonly variable: string;
  readonly message: string;
}

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgresql://user@host:5432/database',
});
const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be from ${minimum} to ${maximum}`);
const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1');
const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
  error: 'must be fatal, error, warn, info, debug, trace or silent',
});
const scenarioList = z
  .string()
  .transform((value) => value.split(',').map((name) => name.trim()))
  .pipe(
    z
      .array(z.string().regex(/^(@[a-z0-9._-]+\/)?[a-z0-9._-]+$/i, 'must be a list of scenario codes or package names'))
      .refine((names) => new Set(names).size === names.length, 'names a scenario twice'),
  );

const token = z.string().regex(/^[\x21-\x7e]+$/, 'must be printable characters without spaces');

const jsonOr = (message: string) =>
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  });

const connection = z.strictObject({ url: z.string(), token });
const INSURERS_SHAPE = 'must be JSON such as {"org_...": {"url": "https://...", "token": "..."}}';
const insurerConnections = jsonOr(INSURERS_SHAPE)
  .pipe(
    z.record(
      z.string().refine((id) => isId('organisation', id)),
      connection,
      {
        error: INSURERS_SHAPE,
      },
    ),
  )
  .transform((connections) => new Map(Object.entries(connections)));

const FACT_SOURCES_SHAPE =
  'must be JSON such as {"identity": {"url": "https://...", "token": "..."}}; also vehicleValuation, propertyValuation';
const factConnections = jsonOr(FACT_SOURCES_SHAPE).pipe(
  z.strictObject(
    {
      identity: connection.optional(),
      vehicleValuation: connection.optional(),
      propertyValuation: connection.optional(),
    },
    { error: FACT_SOURCES_SHAPE },
  ),
);

const environment = z.object({
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  PORT: wholeNumber(0, 65_535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  DATA_FOLDER: z.string().default('./data'),
  LOG_LEVEL: logLevel.default('info'),
  SCENARIOS: scenarioList.default(['ecommerce', 'auto', 'housing']),
  SANDBOX: flag.optional(),
  COVERGRAPH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  POOL_SIZE: wholeNumber(1, 1000).default(10),
  INTROSPECTION: flag.default(true),
  RATE_LIMIT_PER_SECOND: wholeNumber(1, 1_000_000).default(500),
  RATE_LIMIT_BURST: wholeNumber(1, 1_000_000).default(1000),
  COST_MAXIMUM: wholeNumber(1, 100_000_000).default(20_000),
  BUREAU_URL: z.string().optional(),
  BUREAU_TOKEN: token.optional(),
  BUREAU_PAUSE_MS: wholeNumber(100, 600_000).default(5_000),
  INSURER_PAUSE_MS: wholeNumber(100, 600_000).default(5_000),
  FACT_SOURCES: factConnections.default({}),
  RULE_PACKS_FILE: z.string().optional(),
  EXTERNAL_INSURERS: insurerConnections.default(new Map()),
  OUTGOING_ALLOW_LOOPBACK: flag.default(false),
  SHUTDOWN_DELAY_MS: wholeNumber(0, 60_000).default(0),
});

function* outgoingRelations(present: NodeJS.ProcessEnv): Generator<ConfigProblem> {
  const { BUREAU_URL: url, BUREAU_TOKEN: token, OUTGOING_ALLOW_LOOPBACK: allow } = present;
  const allowLoopback = allow === 'true' || allow === '1';
  const isSandbox =
    present.SANDBOX === undefined ? present.DATABASE_URL === undefined : /^(true|1)$/.test(present.SANDBOX);
  if (allowLoopback && (!isSandbox || present.NODE_ENV === 'production')) {
    yield { variable: 'OUTGOING_ALLOW_LOOPBACK', message: 'is for tests; it needs a sandbox outside production' };
  }
  const refused = url === undefined ? undefined : refusedTarget(url, { allowLoopback });
  if (refused) yield { variable: 'BUREAU_URL', message: refused };
  const connections = insurerConnections.safeParse(present.EXTERNAL_INSURERS ?? '{}');
  for (const { url: target } of connections.data?.values() ?? []) {
    const problem = refusedTarget(target, { allowLoopback });
    if (problem) yield { variable: 'EXTERNAL_INSURERS', message: `has a URL that ${problem}` };
  }
  const sources = factConnections.safeParse(present.FACT_SOURCES ?? '{}').data ?? {};
  for (const [name, source] of Object.entries(sources)) {
    const problem = source && refusedTarget(source.url, { allowLoopback });
    if (problem) yield { variable: 'FACT_SOURCES', message: `has a URL of ${name} that ${problem}` };
  }
  if (url !== undefined && token === undefined) {
    yield { variable: 'BUREAU_TOKEN', message: 'is required when BUREAU_URL is set' };
  }
}

// Beside zod, which checks relations between fields only once each field is right: all problems are told at once.
function* relations(present: NodeJS.ProcessEnv): Generator<ConfigProblem> {
  if (present.DATABASE_URL !== undefined && present.COVERGRAPH_SECRET === undefined) {
    yield { variable: 'COVERGRAPH_SECRET', message: 'is required when DATABASE_URL is set (at least 32 characters)' };
  }
  if (present.DATABASE_URL === undefined && present.DATABASE_DIRECT_URL !== undefined) {
    yield { variable: 'DATABASE_DIRECT_URL', message: 'needs DATABASE_URL as well' };
  }
  yield* outgoingRelations(present);
}

/**
 * Reads the configuration. An empty variable counts as absent.
 *
 * @returns the configuration, or everything that is wrong with it at once
 */
export function readConfig(variables: NodeJS.ProcessEnv): Result<Config, readonly ConfigProblem[]> {
  const present: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(present);
  const issues = parsed.error?.issues ?? [];
  const problems = [
    ...issues.map(({ path, message }) => ({ variable: path.slice(0, 1).join(), message })),
    ...relations(present),
  ];
  if (!parsed.success || problems.length > 0) return failure(problems);
  const values = parsed.data;
  return success({
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? values.DATABASE_URL,
    port: values.PORT,
    host: values.HOST,
    dataFolder: resolve(values.DATA_FOLDER),
    logLevel: values.LOG_LEVEL,
    scenarios: values.SCENARIOS,
    sandbox: values.SANDBOX ?? values.DATABASE_URL === undefined,
    secret: values.COVERGRAPH_SECRET,
    poolSize: values.POOL_SIZE,
    introspection: values.INTROSPECTION,
    rateLimit: { perSecond: values.RATE_LIMIT_PER_SECOND, burst: values.RATE_LIMIT_BURST },
    costMaximum: values.COST_MAXIMUM,
    bureau:
      values.BUREAU_URL === undefined || values.BUREAU_TOKEN === undefined
        ? undefined
        : { url: values.BUREAU_URL, token: values.BUREAU_TOKEN, pauseMs: values.BUREAU_PAUSE_MS },
    factSources: Object.fromEntries(
      Object.entries(values.FACT_SOURCES).map(([name, source]) => [
        name,
        { ...source, pauseMs: values.BUREAU_PAUSE_MS },
      ]),
    ),
    rulePacksFile: values.RULE_PACKS_FILE === undefined ? undefined : resolve(values.RULE_PACKS_FILE),
    insurers: new Map(
      [...values.EXTERNAL_INSURERS].map(([id, { url, token }]) => [
        id,
        { url, token, pauseMs: values.INSURER_PAUSE_MS },
      ]),
    ),
    outgoingAllowLoopback: values.OUTGOING_ALLOW_LOOPBACK,
    shutdownDelayMs: values.SHUTDOWN_DELAY_MS,
  });
}

/** One line a problem, ready to print: `PORT must be from 0 to 65535`. Never shows a value: it may be a secret. */
export const describeProblems = (problems: readonly ConfigProblem[]): string =>
  problems.map(({ variable, message }) => `${variable} ${message}`).join('\n');
