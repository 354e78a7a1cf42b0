// Starts one PostgreSQL for the whole run with two templates in it: a migrated database, and one with a fresh sandbox. The
// tests do not wait for this: those that need no database start at once, the others wait for `ready.json`.
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const PREFIX = 'covergraph-test-';

export default async function globalSetup() {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // PostgreSQL runs as another user when the tests run as root.
  await chmod(folder, 0o755);
  process.env.COVERGRAPH_TEST_FOLDER = folder;
  globalThis.covergraphTestCluster = { folder, started: start(folder) };
}

async function start(folder) {
  try {
    await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs')]);
    const { startEmbeddedPostgres } = await built('database/embedded-postgres.js');
    const { migrate } = await built('database/migrate.js');
    await removeLeftovers();
    // Only a superuser may end an autovacuum worker, and one that is at work keeps a test's database from being dropped.
    const settings = {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      autovacuum: 'off',
      max_connections: '200',
    };
    const server = await startEmbeddedPostgres({ folder, log: () => undefined, settings });
    await migrate(server.url);
    await report(folder, { url: server.url, sandbox: await seedSandbox(server.url) });
    return server;
  } catch (error) {
    await report(folder, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return undefined;
  }
}

/** A sandbox as `startApi` finds it; its keys are shown only here. */
async function seedSandbox(clusterUrl) {
  const [{ Client }, { pino }] = await Promise.all([import('pg'), import('pino')]);
  const { createApp } = await built('app.js');
  const { readConfig } = await built('config.js');
  const { environment, now } = JSON.parse(await readFile(new URL('./sandbox.json', import.meta.url), 'utf8'));
  const urlOf = (database) => Object.assign(new URL(clusterUrl), { pathname: `/${database}` }).href;
  const client = new Client({ connectionString: urlOf('postgres') });
  await client.connect();
  await client.query('CREATE DATABASE sandbox TEMPLATE covergraph');
  await client.end();
  const config = readConfig({ ...environment, DATABASE_URL: urlOf('sandbox'), PORT: '0' });
  const clock = { now: () => new Date(now) };
  const app = await createApp(config.value, pino({ level: 'silent' }), { clock });
  await app.close();
  return { keys: app.newKeys };
}

const built = (path) => import(pathToFileURL(join(root, 'dist', path)).href);

async function report(folder, content) {
  await writeFile(join(folder, 'ready.draft'), JSON.stringify(content));
  await rename(join(folder, 'ready.draft'), join(folder, 'ready.json'));
}

// A run that was killed could not stop its server.
async function removeLeftovers() {
  const { stopServer } = await built('database/embedded/server.js');
  const { locateBinaries } = await built('database/embedded/binaries.js');
  const { pgCtl } = await locateBinaries();
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX) || isAlive(Number(name.slice(PREFIX.length).split('-')[0]))) continue;
    const folder = join(tmpdir(), name);
    await stopServer(join(folder, 'data'), pgCtl);
    await rm(folder, { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
