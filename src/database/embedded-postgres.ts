import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { copyBinaries, linkLibraries, locateBinaries, type PostgresBinaries } from './embedded/binaries.js';
import { EMBEDDED_DATABASE, EMBEDDED_ROLE, ensureCluster, passwordOf } from './embedded/cluster.js';
import { isAlive, isLivePostgres, type Postmaster, readPostmaster } from './embedded/postmaster.js';
import { chooseRunAs } from './embedded/run-as.js';
import { type ServerFolders, startServer, stopServer } from './embedded/server.js';
import { ServerUsers } from './embedded/users.js';
import { EmbeddedPostgresError } from './errors.js';

export interface EmbeddedPostgresOptions {
  /** Where everything is kept; made when missing. For one machine: never share it between containers. */
  readonly folder: string;
  /** Told in one sentence what happens. */
  readonly log: (message: string) => void;
  /** Server settings over the defaults, e.g. `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Connects as an ordinary role that owns the database; holds a password. */
  readonly url: string;
  /** Leaves the server; the last process to leave stops it, in order. Safe to call twice. */
  stop(): Promise<void>;
}

const POLL_MS = 10;
const WAIT_FOR_OTHERS_MS = 120_000;
const ATTACH_PATIENCE_MS = 10_000;

/**
 * A real PostgreSQL from the binaries in node_modules. A server that already runs on the folder, because another
 * process uses it or because a process was killed and left it behind, is joined rather than started twice.
 * @throws EmbeddedPostgresError with what to do about it
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.folder);
  const folders = { folder, dataFolder: join(folder, 'data') };
  const binaries = await locateBinaries();
  await mkdir(folder, { recursive: true });
  const users = new ServerUsers(folder);
  await users.enter();
  try {
    const url = await joinOrStart(folders, { ...options, binaries, users });
    return { url, stop: once(() => leave(users, folders, binaries)) };
  } catch (error) {
    await users.leave();
    throw error;
  }
}

async function leave(users: ServerUsers, { dataFolder }: ServerFolders, binaries: PostgresBinaries): Promise<void> {
  await users.leave();
  if (!(await users.hasOthers())) await stopServer(dataFolder, binaries.pgCtl);
}

interface Start extends EmbeddedPostgresOptions {
  readonly binaries: PostgresBinaries;
  readonly users: ServerUsers;
}

async function joinOrStart(folders: ServerFolders, start: Start): Promise<string> {
  const { dataFolder } = folders;
  const deadline = Date.now() + WAIT_FOR_OTHERS_MS;
  while (Date.now() < deadline) {
    const found = await readPostmaster(dataFolder);
    if (!found || !(await isLivePostgres(found.pid))) {
      // PostgreSQL would take a process that was given the dead server's id for that server.
      if (found && isAlive(found.pid)) await rm(join(dataFolder, 'postmaster.pid'), { force: true });
      await startHere(folders, start);
    } else if (found.status === 'ready') {
      const url = await joinServer(found, folders, start);
      if (url) return url;
    } else {
      await pause(POLL_MS);
    }
  }
  throw new EmbeddedPostgresError(`the PostgreSQL server on ${dataFolder} is neither ready nor gone`);
}

async function startHere(folders: ServerFolders, { binaries, log, settings = {} }: Start): Promise<void> {
  const linked = (await linkLibraries(binaries)) ? binaries : await copyBinaries(binaries, folders.folder);
  const runAs = await chooseRunAs(linked, folders.folder, folders.dataFolder);
  await ensureCluster(runAs, folders.dataFolder, { durable: settings.fsync !== 'off' });
  const started = await startServer(runAs, folders, settings);
  if (started) log(`PostgreSQL ${majorMinor(binaries)} started on ${folders.dataFolder}`);
}

const majorMinor = ({ version }: PostgresBinaries): string => version.split('.').slice(0, 2).join('.');

/** The server's URL, or undefined when it has to be looked for again. */
async function joinServer(found: Postmaster, folders: ServerFolders, start: Start): Promise<string | undefined> {
  const { dataFolder } = folders;
  const url = urlOf(found, await passwordOf(dataFolder));
  const deadline = Date.now() + ATTACH_PATIENCE_MS;
  while (Date.now() < deadline) {
    if (await answers(url)) return url;
    const now = await readPostmaster(dataFolder);
    if (now?.pid !== found.pid || now.status !== 'ready') return undefined;
    await pause(POLL_MS);
  }
  // Alive but out of reach, for instance because its socket was swept from /tmp.
  if (await start.users.hasOthers()) {
    throw new EmbeddedPostgresError(`the PostgreSQL server on ${dataFolder} does not answer and others still use it`);
  }
  start.log(`the PostgreSQL server left on ${dataFolder} does not answer; restarting it`);
  await stopServer(dataFolder, start.binaries.pgCtl);
  return undefined;
}

function urlOf({ port, socketFolder, listenAddress }: Postmaster, password: string): string {
  const host = socketFolder === '' ? listenAddress : socketFolder;
  const query = new URLSearchParams({ host, port: String(port) });
  return `postgresql://${EMBEDDED_ROLE}:${password}@localhost/${EMBEDDED_DATABASE}?${query}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ATTACH_PATIENCE_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}
