import { spawn } from 'node:child_process';
import { lchown, lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from '../errors.js';
import { copyBinaries, type PostgresBinaries } from './binaries.js';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** How the programs of PostgreSQL are to be started, and to whom its files must belong. */
export interface RunAs {
  readonly kind: 'SELF' | 'OTHER_USER' | 'USER_NAMESPACE';
  readonly binaries: PostgresBinaries;
  /** The real owner of the data folder; undefined where there is nothing to choose. */
  readonly owner: Owner | undefined;
  /** The program and arguments to spawn. */
  command(program: string, args: readonly string[]): { readonly file: string; readonly args: string[] };
  /** Spawn options that go with it. */
  readonly spawnOptions: { readonly uid?: number; readonly gid?: number };
}

// The overflow user of Linux: the id of "nobody" nearly everywhere.
const NOBODY: Owner = { uid: 65_534, gid: 65_534 };
const ROOT: Owner = { uid: 0, gid: 0 };
const CHECK_TIMEOUT_MS = 10_000;

/**
 * PostgreSQL refuses to run as root. As root, the server therefore runs as another user; where that user cannot reach
 * the files (a clone below /root), in a user namespace, in which root's files belong to an ordinary user; in the closed
 * home of an ordinary user, as that user.
 * @throws EmbeddedPostgresError when neither works
 */
export async function chooseRunAs(binaries: PostgresBinaries, folder: string, dataFolder: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return asSelf(binaries);
  const user = await unprivilegedUser(dataFolder);
  const other = asOtherUser(binaries, user);
  if (await canRun(other, folder)) return other;
  const inNamespace = asUserNamespace(binaries);
  if (await canRun(inNamespace, folder)) return inNamespace;
  const resident = await ownerAbove(folder);
  // initdb asks for the name of its user.
  if (resident && (await passwdLine((_name, uid) => Number(uid) === resident.uid))) {
    const asResident = asOtherUser(binaries, resident);
    if (await canRun(asResident, folder)) return asResident;
  }
  if (await canEnter(other, folder)) {
    const withCopy = asOtherUser(await copyBinaries(binaries, folder), user);
    if (await canRun(withCopy, folder)) return withCopy;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, user ${user.uid} cannot reach ${folder}, and user namespaces are not ` +
      'available; run the program as an ordinary user, move it to a folder others can read, or set DATABASE_URL',
  );
}

const asSelf = (binaries: PostgresBinaries): RunAs => ({
  kind: 'SELF',
  binaries,
  owner: undefined,
  command: (file, args) => ({ file, args: [...args] }),
  spawnOptions: {},
});

const asOtherUser = (binaries: PostgresBinaries, owner: Owner): RunAs => ({
  kind: 'OTHER_USER',
  binaries,
  owner,
  command: (file, args) => ({ file, args: [...args] }),
  spawnOptions: owner,
});

const asUserNamespace = (binaries: PostgresBinaries): RunAs => ({
  kind: 'USER_NAMESPACE',
  binaries,
  owner: ROOT,
  command: (file, args) => ({
    file: 'unshare',
    args: ['--user', `--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`, '--', file, ...args],
  }),
  spawnOptions: {},
});

/** The fields of the first user for whom `wanted` holds: name, password, uid, gid. */
async function passwdLine(wanted: (name: string, uid: string) => boolean): Promise<readonly string[] | undefined> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return users
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name = '', , uid = '']) => wanted(name, uid));
}

/** The owner of the data folder when that is an ordinary user, else "nobody". */
async function unprivilegedUser(dataFolder: string): Promise<Owner> {
  const existing = await lstat(dataFolder).catch(() => undefined);
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const [, , uid, gid] = (await passwdLine((name) => name === 'nobody')) ?? [];
  return Number(uid) > 0 && Number(gid) > 0 ? { uid: Number(uid), gid: Number(gid) } : NOBODY;
}

/** Whose home the folder is in, when root was asked to work in somebody's closed home (`sudo npm start`). */
async function ownerAbove(folder: string): Promise<Owner | undefined> {
  const above = dirname(folder);
  if (above === folder) return undefined;
  const found = await lstat(above).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : ownerAbove(above);
}

const canRun = (runAs: RunAs, folder: string): Promise<boolean> =>
  succeeds(runAs, 'cd "$1" && exec "$2" --version', folder);

const canEnter = (runAs: RunAs, folder: string): Promise<boolean> => succeeds(runAs, 'cd "$1"', folder);

function succeeds(runAs: RunAs, script: string, folder: string): Promise<boolean> {
  const { file, args } = runAs.command('/bin/sh', ['-c', script, 'sh', folder, runAs.binaries.postgres]);
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...runAs.spawnOptions, stdio: 'ignore', timeout: CHECK_TIMEOUT_MS });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Gives `path` and everything below it to the server's user; cheap when the top already belongs to it. */
export async function giveTo(runAs: RunAs, path: string): Promise<void> {
  const { owner } = runAs;
  if (!owner) return;
  const { uid } = await lstat(path);
  if (uid === owner.uid) return;
  await chownBelow(path, owner);
  // The top last: it is what says that everything below was done.
  await lchown(path, owner.uid, owner.gid);
}

async function chownBelow(path: string, owner: Owner): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) await chownBelow(below, owner);
    await lchown(below, owner.uid, owner.gid);
  }
}
