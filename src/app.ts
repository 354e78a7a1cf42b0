import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { openDatabase } from './database/database.js';
import { startEmbeddedPostgres } from './database/embedded-postgres.js';
import { migrate } from './database/migrate.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { PostgresAnnouncer } from './events/announcer.js';
import { EventTail } from './events/event-tail.js';
import { Sequencer } from './events/sequencer.js';
import { loadRulePacks } from './exposure/rules/own-packs.js';
import { Ticker } from './jobs/daily-run.js';
import { type Clock, systemClock } from './kernel/index.js';
import { OutgoingClient } from './outgoing/outgoing-client.js';
import type { RequestContext } from './resolvers/context.js';
import { buildApiSchema } from './resolvers/index.js';
import { createLoaders } from './resolvers/loaders.js';
import { SANDBOX_IDS, type SandboxKeys, type SandboxSeed, seedSandbox } from './sandbox/seed.js';
import { SimulatedClock } from './sandbox/simulated-clock.js';
import { loadScenarios } from './scenarios/registry.js';
import { certificateRoutes } from './server/certificate-routes.js';
import { documentRoutes } from './server/document-routes.js';
import { loanReportRoutes } from './server/loan-report-routes.js';
import { createServer } from './server/server.js';
import { verifyRoutes } from './server/verify/routes.js';
import { createServices, type ServiceOptions } from './services.js';
import { absentSources, type FactSources, SOURCE_DEADLINE_MS, simulatedSources } from './underwriting/fact-sources.js';
import { HttpBureau } from './underwriting/sources/http-bureau.js';
import { httpPropertyValuation, httpRegister, httpVehicleValuation } from './underwriting/sources/http-facts.js';
import { HttpInsurer } from './underwriting/sources/http-insurer.js';
import { simulatedInsurerClient } from './underwriting/sources/simulated-insurer.js';

/** What a test or an installation may bring of its own. */
export interface AppOverrides {
  readonly sources?: FactSources;
  /** Looks for malware in uploads; without one every file is accepted. */
  readonly scanner?: ServiceOptions['scanner'];
  /** What business time runs on; real time when absent. */
  readonly clock?: Clock;
  /** How often certificates, notices and statements that are due are made; every five seconds when absent. */
  readonly documentsEveryMs?: number;
  /** How often the daily tasks look for work, beside a clock that is advanced; every thirty seconds when absent. */
  readonly tasksEveryMs?: number;
  /** Keeps the keys of a new sandbox; told just before it is committed. */
  readonly keepKeys?: (keys: SandboxKeys) => Promise<void>;
}

export interface App {
  /** Starts listening; `url` is where, without a path. */
  listen(): Promise<{ readonly url: string }>;
  /** Finishes what runs, then closes everything that was opened. */
  close(): Promise<void>;
  /** Keys of a sandbox that was just made; the only time they are known. */
  readonly newKeys: SandboxKeys | undefined;
}

const TICK_MS = 30_000;
/** Certificates are printed beside the daily tasks, so that none of these waits for paper. */
const DOCUMENTS_MS = 5_000;
/** How late a gateway is when another one of the same sandbox advances the clock. */
const CLOCK_MS = 500;

/** Soon asked again, since whoever tries what happens when it fails is waiting. */
const SIMULATED_PAUSE_MS = 1_000;

/** Undone in the reverse order of being done, also when a later step of starting fails. */
class Undo {
  private readonly steps: (() => Promise<unknown>)[] = [];

  push(step: () => Promise<unknown>): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) await step();
  }
}

async function databaseUrls(config: Config, log: Logger, undo: Undo): Promise<{ pooled: string; direct: string }> {
  const { databaseUrl, databaseDirectUrl } = config;
  if (databaseUrl) return { pooled: databaseUrl, direct: databaseDirectUrl ?? databaseUrl };
  const postgres = await startEmbeddedPostgres({
    folder: join(config.dataFolder, 'postgres'),
    log: (message) => log.info(message),
  });
  undo.push(() => postgres.stop());
  return { pooled: postgres.url, direct: postgres.url };
}

/** The installation's secret: given, or made once and kept with the embedded database. */
async function secretOf(config: Config): Promise<string> {
  if (config.secret) return config.secret;
  const file = join(config.dataFolder, 'secret');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known) return known;
  const secret = randomBytes(32).toString('hex');
  await mkdir(config.dataFolder, { recursive: true });
  await writeFile(file, secret, { mode: 0o600 });
  await chmod(file, 0o600);
  return secret;
}

/** The composition root: config -> database -> scenarios -> services -> schema -> server. */
export async function createApp(config: Config, log: Logger, overrides: AppOverrides = {}): Promise<App> {
  const undo = new Undo();
  try {
    return await compose(config, log, overrides, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
}

async function openEvents(direct: string, units: UnitOfWork, sequencer: Sequencer, log: Logger, undo: Undo) {
  const complain = (message: string, error?: unknown) => log.warn({ err: error }, message);
  const tail = new EventTail({
    unitOfWork: units,
    announcer: new PostgresAnnouncer({ url: direct, log: complain }),
    log: complain,
  });
  sequencer.start();
  undo.push(() => sequencer.stop());
  await tail.start();
  undo.push(() => tail.stop());
  return tail;
}

async function openSandbox(clock: SimulatedClock, seed: Omit<SandboxSeed, 'clock'>, log: Logger, undo: Undo) {
  const newKeys = await seedSandbox({ ...seed, clock });
  await clock.load();
  const stop = clock.follow(CLOCK_MS, (error) => log.warn({ err: error }, 'business time was not looked at'));
  undo.push(async () => stop());
  return newKeys;
}

/** The simulated world in a sandbox, nothing outside, and in both real sources and insurers' own systems where connected. */
function sourcesOf(
  { sandbox, bureau, factSources, insurers }: Config,
  client: OutgoingClient,
  log: Logger,
): FactSources {
  const call = {
    client,
    deadlineMs: SOURCE_DEADLINE_MS,
    log: (message: string, details: object): void => log.warn(details, message),
  };
  const connected = new Map([...insurers].map(([id, target]) => [id, new HttpInsurer({ ...target, ...call })]));
  const { tamarack } = SANDBOX_IDS;
  if (sandbox && !connected.has(tamarack)) {
    const target = { url: 'https://insurer.sandbox.invalid/', token: 'sandbox', pauseMs: SIMULATED_PAUSE_MS };
    connected.set(tamarack, new HttpInsurer({ ...call, ...target, client: simulatedInsurerClient }));
  }
  const usual = sandbox ? simulatedSources : absentSources;
  const { identity, vehicleValuation, propertyValuation } = factSources;
  return {
    ...usual,
    ports: {
      ...usual.ports,
      ...(vehicleValuation && { vehicleValuation: httpVehicleValuation({ ...vehicleValuation, ...call }) }),
      ...(propertyValuation && { propertyValuation: httpPropertyValuation({ ...propertyValuation, ...call }) }),
    },
    ...(identity && { register: httpRegister({ ...identity, ...call }) }),
    insurers: connected,
    ...(bureau ? { bureau: new HttpBureau({ ...bureau, ...call }) } : {}),
  };
}

async function compose(config: Config, log: Logger, overrides: AppOverrides, undo: Undo): Promise<App> {
  const scenarios = await loadScenarios(config.scenarios);
  const rulePacks = await loadRulePacks(config.rulePacksFile);
  const { pooled, direct } = await databaseUrls(config, log, undo);
  await migrate(direct);
  const database = await openDatabase({
    url: pooled,
    poolSize: config.poolSize,
    onConnectionLost: (error) => log.warn({ err: error }, 'a database connection was lost'),
  });
  undo.push(() => database.close());
  const sequencer = new Sequencer({ url: direct, log: (message, error) => log.warn({ err: error }, message) });
  const units = new UnitOfWork(database, { onEventsCommitted: () => sequencer.wake() });
  const tail = await openEvents(direct, units, sequencer, log, undo);
  const simulated = config.sandbox ? new SimulatedClock(units, overrides.clock ?? systemClock) : undefined;
  const clock: Clock = simulated ?? overrides.clock ?? systemClock;
  const outgoing = new OutgoingClient({ allowLoopback: config.outgoingAllowLoopback });
  undo.push(async () => outgoing.close());
  const services = createServices({
    units,
    clock,
    simulatedClock: simulated,
    tail,
    scenarios,
    rulePacks,
    sources: overrides.sources ?? sourcesOf(config, outgoing, log),
    secret: await secretOf(config),
    ...(overrides.scanner ? { scanner: overrides.scanner } : {}),
    onUnassessed: (loan) => log.error(loan, 'a claim could not be opened; it is tried again'),
  });
  const newKeys = simulated && (await openSandbox(simulated, { units, keepKeys: overrides.keepKeys }, log, undo));
  const schema = await buildApiSchema(scenarios);
  const server = await createServer({
    schema,
    authenticate: (header) => services.keys.authenticate(header),
    contextFor: ({ viewer }): RequestContext => ({ viewer, services, loaders: createLoaders(viewer, services) }),
    config,
    log,
    routes: (fastify, tools) => {
      verifyRoutes(fastify);
      certificateRoutes(fastify, [services.signingKey.publicKey]);
      documentRoutes(fastify, services.documents, tools);
      loanReportRoutes(fastify, services.loanReportUploads, tools);
    },
    clock,
    isReady: () =>
      database.ping().then(
        () => true,
        () => false,
      ),
  });
  undo.push(() => server.close());
  const ticker = new Ticker({
    tasks: services.dailyTasks,
    units,
    everyMs: overrides.tasksEveryMs ?? TICK_MS,
    onError: (error) => log.error({ err: error }, 'daily tasks failed; they run again'),
  });
  ticker.start();
  undo.push(() => ticker.stop());
  const { certificateMaker, noticeMaker, statementMaker } = services;
  const makers = { certificates: certificateMaker, notices: noticeMaker, statements: statementMaker };
  for (const [what, maker] of Object.entries(makers)) {
    const press = new Ticker({
      tasks: [{ name: `${what} made`, run: () => maker.makeDue() }],
      units,
      everyMs: overrides.documentsEveryMs ?? DOCUMENTS_MS,
      onError: (error) => log.error({ err: error }, `${what} could not be made; they are tried again`),
    });
    press.start();
    undo.push(() => press.stop());
    undo.push(() => maker.stop());
  }
  return { listen: () => server.listen(), close: () => undo.run(), newKeys };
}
