import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from '../errors.js';
import { majorVersion } from './binaries.js';
import { giveTo, type RunAs } from './run-as.js';

/** The database, and the role that owns it, of an embedded cluster. */
export const EMBEDDED_DATABASE = 'covergraph';
export const EMBEDDED_ROLE = 'covergraph';

const PASSWORD_FILE = 'covergraph-password';
// The password travels inside the data folder, so that a cluster and its password can never be parted.
const HOST_BASED_AUTHENTICATION = ['local', 'host']
  .map((kind) => `${kind} all all ${kind === 'host' ? '127.0.0.1/32 ' : ''}scram-sha-256\n`)
  .join('');

export const passwordOf = async (dataFolder: string): Promise<string> =>
  (await readFile(join(dataFolder, PASSWORD_FILE), 'utf8')).trim();

/**
 * Makes sure that `dataFolder` holds a cluster of our major version. A new one is built beside it and moved into place
 * whole, so an interrupted start leaves no half cluster, and of two starts at once one wins.
 * @throws EmbeddedPostgresError when the folder was made by another major version
 */
export async function ensureCluster(runAs: RunAs, dataFolder: string, options: { durable: boolean }): Promise<void> {
  const found = await versionOf(dataFolder);
  if (found === undefined) return createCluster(runAs, dataFolder, options);
  const wanted = majorVersion(runAs.binaries);
  if (found !== wanted) {
    throw new EmbeddedPostgresError(
      `${dataFolder} was made by PostgreSQL ${found}, this program brings ${wanted}; move the folder away to start ` +
        `empty, or carry the data over with pg_dump of PostgreSQL ${found}`,
    );
  }
  await giveTo(runAs, dataFolder);
}

const versionOf = async (dataFolder: string): Promise<string | undefined> =>
  readFile(join(dataFolder, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );

async function createCluster(runAs: RunAs, dataFolder: string, options: { durable: boolean }): Promise<void> {
  const draft = `${dataFolder}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  try {
    await giveTo(runAs, draft);
    await initialise(runAs, draft, options);
    await rename(draft, dataFolder).catch(async (error: NodeJS.ErrnoException) => {
      if ((await versionOf(dataFolder)) === undefined) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function initialise(runAs: RunAs, draft: string, { durable }: { durable: boolean }): Promise<void> {
  const { initdb, postgres } = runAs.binaries;
  const password = randomBytes(24).toString('base64url');
  // No locale of the machine may change how text sorts: an index would be wrong after a move.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const base = ['-D', draft, '--username=postgres', '--auth=reject', '--no-instructions', ...locale];
  await runToEnd(runAs, initdb, durable ? base : [...base, '--no-sync']);
  // The superuser has no password and so cannot log in; the program's role is an ordinary one that owns its database.
  const statements = [
    `CREATE ROLE ${EMBEDDED_ROLE} LOGIN CREATEROLE CREATEDB PASSWORD '${password}';`,
    `CREATE DATABASE ${EMBEDDED_DATABASE} OWNER ${EMBEDDED_ROLE};`,
  ];
  const sync = durable ? [] : ['-c', 'fsync=off'];
  await runToEnd(runAs, postgres, ['--single', '-D', draft, ...sync, 'postgres'], `${statements.join('\n')}\n`);
  await writeFile(join(draft, 'pg_hba.conf'), HOST_BASED_AUTHENTICATION);
  const passwordFile = join(draft, PASSWORD_FILE);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runAs.owner) await chown(passwordFile, runAs.owner.uid, runAs.owner.gid);
}

function runToEnd(runAs: RunAs, program: string, args: readonly string[], input = ''): Promise<void> {
  const command = runAs.command(program, args);
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, { ...runAs.spawnOptions, env: serverEnvironment() });
    const said: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const fail = (cause?: unknown): void =>
      reject(new EmbeddedPostgresError(`${program} failed: ${said.join('').trim().slice(-2_000)}`, cause));
    child.once('error', fail);
    // Single-user PostgreSQL exits with 0 even when a statement failed.
    child.once('close', (code) => (code === 0 && !/ERROR:|FATAL:/.test(said.join('')) ? resolve() : fail()));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** The process environment without anything that could steer PostgreSQL or its client library. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LANG: 'C', LC_ALL: 'C' };
}
