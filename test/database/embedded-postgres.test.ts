import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { copyBinaries, linkLibraries, locateBinaries } from '../../src/database/embedded/binaries.js';
import { isLivePostgres, readPostmaster } from '../../src/database/embedded/postmaster.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { createEmptyDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const settings = { fsync: 'off', shared_buffers: '16MB' };

let root: string;
let folder: string;
let children: ChildProcess[];

beforeAll(async () => {
  // The processes below run what the global set-up compiles.
  await (await createEmptyDatabase()).drop();
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'covergraph-embedded-'));
  await chmod(root, 0o755);
  folder = join(root, 'database');
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  if (await readPostmaster(join(folder, 'data'))) await (await start()).stop();
  await rm(root, { recursive: true, force: true });
});

const start = (where = folder): ReturnType<typeof startEmbeddedPostgres> =>
  startEmbeddedPostgres({ folder: where, log: () => undefined, settings });

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const serverPid = async (): Promise<number> => (await readPostmaster(join(folder, 'data')))?.pid ?? 0;

/** Another process that starts the server on the same folder; it says its URL, and once more on SIGINT. */
async function startElsewhere(): Promise<{ child: ChildProcess; said(): string }> {
  const program = `
    import pg from 'pg';
    import { startEmbeddedPostgres } from '${pathToFileURL(resolve('dist/database/embedded-postgres.js')).href}';
    const server = await startEmbeddedPostgres({
      folder: ${JSON.stringify(folder)}, log: () => undefined, settings: ${JSON.stringify(settings)} });
    process.on('SIGINT', async () => {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      const { rows } = await client.query("SELECT pg_sleep(0.2), 'still there' AS answer");
      await client.end();
      await server.stop();
      console.log(rows[0].answer);
      process.exit(0);
    });
    setInterval(() => undefined, 1_000);
    console.log('started');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { detached: true, stdio: 'pipe' });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  await until(() => {
    if (child.exitCode !== null) throw new Error(text);
    return text.includes('started');
  }, 20_000);
  return { child, said: () => text };
}

describe('embedded PostgreSQL', () => {
  it('starts empty, keeps what is written, and is not open to everybody', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const checks = `SELECT current_user::text AS "user", rolsuper AS super, rolbypassrls AS bypass,
      current_setting('server_encoding') AS encoding, datlocprovider AS provider, datlocale AS locale,
      current_setting('listen_addresses') AS addresses, current_setting('TimeZone') AS zone,
      current_setting('data_checksums') AS checksums
      FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`;
    expect(await ask(first.url, checks)).toEqual([
      {
        user: 'covergraph',
        super: false,
        bypass: false,
        encoding: 'UTF8',
        provider: 'b',
        locale: 'C.UTF-8',
        addresses: '',
        zone: 'UTC',
        checksums: 'on',
      },
    ]);
    const stranger = new URL(first.url);
    stranger.password = 'wrong';
    await expect(ask(stranger.toString(), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    stranger.username = 'postgres';
    await expect(ask(stranger.toString(), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await first.stop();
    await first.stop();
    const second = await start();
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(second.url).toBe(first.url);
    await second.stop();
  });

  it('joins the server that a killed process left behind, and stops it in the end', async () => {
    const { child } = await startElsewhere();
    const pid = await serverPid();
    child.kill('SIGKILL');
    await until(() => child.signalCode !== null);
    const joined = await start();
    expect(await serverPid()).toBe(pid);
    expect(await ask(joined.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await joined.stop();
    expect(await serverPid()).toBe(0);
  });

  it('restarts a left-behind server that can no longer be reached', async () => {
    const { child } = await startElsewhere();
    const pid = await serverPid();
    child.kill('SIGKILL');
    await until(() => child.signalCode !== null);
    await rm(join(folder, 'run', '.s.PGSQL.5432'));
    const restarted = await start();
    expect(await serverPid()).not.toBe(pid);
    expect(await ask(restarted.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await restarted.stop();
  });

  it('recovers what was committed when the server itself was killed', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    // A busy machine takes its time to take a killed process apart.
    await until(async () => !(await isLivePostgres(pid)), 30_000);
    const second = await start();
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await serverPid()).not.toBe(pid);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('is not misled by a process that was given the id of a dead server', async () => {
    await (await start()).stop();
    // Of the server's own user: those of others PostgreSQL itself knows not to be its server.
    const { uid, gid } = await stat(join(folder, 'data'));
    const stranger = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' });
    children.push(stranger);
    const stale = `${stranger.pid}\n${join(folder, 'data')}\n1\n5432\n${join(folder, 'run')}\n\n0 0\nready   \n`;
    await writeFile(join(folder, 'data', 'postmaster.pid'), stale);
    const server = await start();
    expect(await serverPid()).not.toBe(stranger.pid);
    expect(stranger.exitCode).toBeNull();
    await server.stop();
  });

  it('is shared by processes that start at once, and outlives all but the last', async () => {
    const [one, two, elsewhere] = await Promise.all([start(), start(), startElsewhere()]);
    expect(two.url).toBe(one.url);
    const pid = await serverPid();
    await one.stop();
    await two.stop();
    expect(await serverPid()).toBe(pid);
    elsewhere.child.kill('SIGINT');
    await until(() => elsewhere.child.exitCode === 0, 10_000);
    expect(await serverPid()).toBe(0);
  });

  it('is there until the program has finished when Ctrl-C reaches the whole terminal', async () => {
    const { child, said } = await startElsewhere();
    process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
    await until(() => child.exitCode !== null, 10_000);
    expect(said()).toContain('still there');
    expect(await serverPid()).toBe(0);
  });

  it.each([
    ['that nobody else may enter', async () => chmod(root, 0o700).then(() => join(root, 'database'))],
    // Root works for the user whose home it is; who is not root cannot give a folder away and has it to himself.
    [
      'in the closed home of another user',
      async () => {
        const home = join(root, 'home');
        await mkdir(join(home, 'clone'), { recursive: true });
        await chmod(home, 0o700);
        // The user "daemon", who exists on every Linux and is not the "nobody" that is tried first.
        if (process.getuid?.() === 0) for (const path of [home, join(home, 'clone')]) await chown(path, 1, 1);
        return join(home, 'clone', 'data', 'postgres');
      },
    ],
    ['with a long name', async () => join(root, 'a'.repeat(60), 'b'.repeat(60))],
    ['with spaces, quotes, commas and umlauts', async () => join(root, `Käse, "quoted" & 'more'`)],
  ])('works in a folder %s', async (_case, where) => {
    const server = await start(await where());
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('refuses the data of another major version and leaves it alone', async () => {
    const old = join(root, 'old');
    await mkdir(join(old, 'data'), { recursive: true });
    await writeFile(join(old, 'data', 'PG_VERSION'), '15\n');
    await expect(start(old)).rejects.toThrow('was made by PostgreSQL 15, this program brings 18');
    expect(await readdir(join(old, 'data'))).toEqual(['PG_VERSION']);
    expect(await readdir(join(old, 'users'))).toEqual([]);
  });

  it('says what the server said when it cannot start', async () => {
    const broken = startEmbeddedPostgres({ folder, log: () => undefined, settings: { ...settings, work_mem: 'much' } });
    await expect(broken).rejects.toThrow(/did not start \(EXITED\)[\s\S]*invalid value for parameter "work_mem"/);
  });
});

describe('binaries', () => {
  it('get the links their package lists, once', async () => {
    const native = join(root, 'native');
    await mkdir(join(native, 'lib'), { recursive: true });
    await writeFile(join(native, 'lib', 'libx.so.1.2'), '');
    const list = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
    await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(list));
    const binaries = { ...(await locateBinaries()), root: native };
    expect(await linkLibraries(binaries)).toBe(true);
    expect(await linkLibraries(binaries)).toBe(true);
    expect(await readlink(join(native, 'lib', 'libx.so.1'))).toBe('libx.so.1.2');
  });

  it('work as a copy, for installations that cannot be written to', async () => {
    const original = await locateBinaries();
    const copies = await Promise.all([copyBinaries(original, root), copyBinaries(original, root)]);
    const { stdout } = await promisify(execFile)(copies[0].initdb, ['--version']);
    expect(stdout).toMatch(/^initdb \(PostgreSQL\) 18\./);
    expect(copies[1]).toEqual(copies[0]);
    expect((await readdir(root)).filter((name) => name.startsWith('postgresql-'))).toHaveLength(1);
    expect(await readFile(join(copies[0].root, 'pg-symlinks.json'), 'utf8')).toContain('libpq.so.5');
  });
});
