import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, open, readFile, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresError } from '../errors.js';
import { serverEnvironment } from './cluster.js';
import { isLivePostgres, readPostmaster } from './postmaster.js';
import { giveTo, type RunAs } from './run-as.js';

const POLL_MS = 10;
// A crashed server may have to replay much of its log before it is ready.
const START_TIMEOUT_MS = 120_000;
const FAST_STOP_MS = 20_000;
const IMMEDIATE_STOP_MS = 10_000;
const LOG_KEPT_BYTES = 10_000_000;
const SOCKET_PORT = 5432;
// sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, with a closing zero byte.
const SOCKET_PATH_BYTES = 103;

export interface ServerFolders {
  readonly folder: string;
  readonly dataFolder: string;
}

/** @returns whether this call's server runs; false when another start on the same folder was faster */
export async function startServer(
  runAs: RunAs,
  { folder, dataFolder }: ServerFolders,
  settings: Readonly<Record<string, string>>,
): Promise<boolean> {
  const logFile = join(folder, 'postgres.log');
  const where = process.platform === 'win32' ? await loopbackAddress() : await socketAddress(runAs, folder);
  const all = { ...DEFAULT_SETTINGS, ...where, ...settings };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  if (process.platform === 'win32') return startThroughPgCtl(runAs, { dataFolder, logFile, options });
  const server = await spawnServer(runAs, ['-D', dataFolder, ...options], logFile);
  const outcome = await readyOrOver(server, dataFolder);
  if (outcome === 'READY') return true;
  const other = await readPostmaster(dataFolder);
  if (other && other.pid !== server.pid && (await isLivePostgres(other.pid))) return false;
  const log = await readFile(logFile, 'utf8').catch(() => '');
  throw new EmbeddedPostgresError(
    `PostgreSQL did not start (${outcome}); the end of ${logFile}:\n${log.slice(-2_000)}`,
  );
}

const DEFAULT_SETTINGS = {
  shared_buffers: '128MB',
  max_connections: '100',
  fsync: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Must be shorter than the gateway's lock_timeout of 1 s, or deadlocks would end as lock timeouts, not repeated.
  deadlock_timeout: '200ms',
  // Our statements are short: compiling them costs more than it saves.
  jit: 'off',
  // Failed statements are reported by the program; with their values they would put personal data into this log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

async function socketAddress(runAs: RunAs, folder: string): Promise<Record<string, string>> {
  const socketFolder = await makeSocketFolder(runAs, folder);
  return {
    listen_addresses: '',
    port: String(SOCKET_PORT),
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
}

async function makeSocketFolder(runAs: RunAs, folder: string): Promise<string> {
  const near = join(folder, 'run');
  const fits = Buffer.byteLength(join(near, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_BYTES;
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const socketFolder = fits ? near : join(tmpdir(), `covergraph-${digest}`);
  await mkdir(socketFolder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // A folder in /tmp could have been put there by somebody else, to be given our password.
  const found = await lstat(socketFolder);
  const trusted = [process.getuid?.(), runAs.owner?.uid];
  if (!found.isDirectory() || !trusted.includes(found.uid)) {
    throw new EmbeddedPostgresError(`${socketFolder} belongs to another user; remove it`);
  }
  await chmod(socketFolder, 0o700);
  await giveTo(runAs, socketFolder);
  return socketFolder;
}

async function loopbackAddress(): Promise<Record<string, string>> {
  return { listen_addresses: '127.0.0.1', port: String(await freePort()), unix_socket_directories: '' };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

async function spawnServer(runAs: RunAs, args: readonly string[], logFile: string): Promise<ChildProcess> {
  const { size } = await stat(logFile).catch(() => ({ size: 0 }));
  if (size > LOG_KEPT_BYTES) await truncate(logFile);
  const log = await open(logFile, 'a', 0o600);
  try {
    const command = runAs.command(runAs.binaries.postgres, args);
    // A session of its own: Ctrl-C in the terminal must reach the gateway only, which then stops the server in order.
    const server = spawn(command.file, command.args, {
      ...runAs.spawnOptions,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: serverEnvironment(),
    });
    server.unref();
    await new Promise((resolve, reject) => server.once('spawn', resolve).once('error', reject));
    return server;
  } finally {
    await log.close();
  }
}

async function readyOrOver(server: ChildProcess, dataFolder: string): Promise<'READY' | 'EXITED' | 'TIMED_OUT'> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const postmaster = await readPostmaster(dataFolder);
    if (postmaster?.pid === server.pid && postmaster?.status === 'ready') return 'READY';
    if (server.exitCode !== null || server.signalCode !== null) return 'EXITED';
    await pause(POLL_MS);
  }
  return 'TIMED_OUT';
}

/** PostgreSQL refuses administrators on Windows as well; its own `pg_ctl` knows how to drop those rights. */
async function startThroughPgCtl(
  { binaries }: RunAs,
  { dataFolder, logFile, options }: { dataFolder: string; logFile: string; options: readonly string[] },
): Promise<boolean> {
  const quoted = options.map((option) => `"${option.replaceAll('"', '\\"')}"`).join(' ');
  const args = ['start', '-D', dataFolder, '-l', logFile, '-w', '-o', quoted];
  const code = await exitCodeOf(spawn(binaries.pgCtl, args, { stdio: 'ignore', env: serverEnvironment() }));
  if (code === 0) return true;
  const other = await readPostmaster(dataFolder);
  if (other && (await isLivePostgres(other.pid))) return false;
  throw new EmbeddedPostgresError(`PostgreSQL did not start; see ${logFile}`);
}

const exitCodeOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));

/**
 * Stops the server of the folder and waits until its files are safe to open again: open transactions are rolled back,
 * connections closed. Does nothing when no server runs.
 * @throws EmbeddedPostgresError when it is still there after 30 s
 */
export async function stopServer(dataFolder: string, pgCtl: string): Promise<void> {
  const found = await readPostmaster(dataFolder);
  if (!found || !(await isLivePostgres(found.pid))) return;
  if (process.platform === 'win32') {
    await exitCodeOf(spawn(pgCtl, ['stop', '-D', dataFolder, '-m', 'fast', '-w'], { stdio: 'ignore' }));
    return;
  }
  process.kill(found.pid, 'SIGINT');
  if (await isOver(found.pid, dataFolder, FAST_STOP_MS)) return;
  process.kill(found.pid, 'SIGQUIT');
  if (await isOver(found.pid, dataFolder, IMMEDIATE_STOP_MS)) return;
  throw new EmbeddedPostgresError(`the PostgreSQL server with process id ${found.pid} does not stop`);
}

// The file is the last thing a server removes; a process table may keep a dead server for as long as nobody reaps it.
async function isOver(pid: number, dataFolder: string, waitMs: number): Promise<boolean> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    const postmaster = await readPostmaster(dataFolder);
    if (postmaster?.pid !== pid || !(await isLivePostgres(pid))) return true;
    await pause(POLL_MS);
  }
  return false;
}
