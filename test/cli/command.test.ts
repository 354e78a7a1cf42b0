import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { until } from '../support/until.js';

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
}

// The program as it is built: `npm test` builds first.
async function covergraph(
  args: readonly string[],
  onRunning: (interrupt: () => void, output: () => string) => unknown = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, ['dist/cli/main.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  onRunning(
    () => child.kill('SIGINT'),
    () => output,
  );
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, complaint };
}

describe('the covergraph program', () => {
  let api: TestApi;
  let folder: string;
  beforeAll(async () => {
    [api, folder] = await Promise.all([startApi(), mkdtemp(join(tmpdir(), 'command-'))]);
    await writeFile(join(folder, 'keys.json'), JSON.stringify(api.keys));
    await writeFile(join(folder, 'key'), `${api.keys.merchant}\n`);
  });
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });
  const importing = (file: string, key = `@${join(folder, 'keys.json')}#merchant`): readonly string[] => [
    ...['import', file, '--mapping', 'examples/import/lending-club.json', '--url', api.url, '--key', key],
    ...['--out', join(folder, 'out.csv')],
  ];

  it('explains itself', async () => {
    const { code, output, complaint } = await covergraph(['--help']);
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    for (const command of ['start', 'import', 'model']) expect(output).toContain(`\n  ${command} `);
    expect((await covergraph(['import', '--help'])).output).toContain('Exit codes');
  });

  it.each([
    ['an unknown command', ['exporting'], "error: unknown command 'exporting'"],
    ['an unknown option', ['start', '--fast'], "error: unknown option '--fast'"],
    ['a missing option', ['import', 'a.csv'], "error: required option '--mapping <file>' not specified"],
    ['a number out of range', ['import', 'a.csv', '--concurrency', '0'], 'Give a whole number from 1 to 256.'],
  ])('ends with 2 for %s', async (_name, args, complaint) => {
    const ended = await covergraph(args);
    expect({ code: ended.code, output: ended.output }).toEqual({ code: 2, output: '' });
    expect(ended.complaint).toContain(complaint);
  });

  it('imports, with a summary on standard output', async () => {
    const { code, output } = await covergraph(importing('examples/import/sample.csv'));
    expect(code).toBe(0);
    expect(output.split('\n').slice(0, 7)).toEqual([
      'rows              20',
      '  approved        8',
      '  referred        0',
      '  declined        6',
      `  failed          6, see ${join(folder, 'out.errors.csv')}`,
      'premium, cheapest 976.30 USD',
      'sum insured       43288.67 USD',
    ]);
    const again = await covergraph(importing('examples/import/sample.csv', `@${join(folder, 'key')}`));
    expect(again.code).toBe(0);
  });

  it('ends with 2 for input it cannot use, with 1 for a gateway it cannot use', async () => {
    const absent = await covergraph(importing('absent.csv'));
    expect(absent).toMatchObject({ code: 2, output: '' });
    expect(absent.complaint).toMatch(/^error: nothing was imported\n {2}absent.csv UNREADABLE: /);
    const noKey = await covergraph(importing('examples/import/sample.csv', `@${join(folder, 'keys.json')}#nobody`));
    expect(noKey).toMatchObject({ code: 2, complaint: expect.stringContaining('has no key nobody; it has merchant,') });
    const refused = await covergraph(importing('examples/import/sample.csv', 'cg_nobody'));
    expect(refused).toMatchObject({ code: 1, complaint: expect.stringContaining('the gateway refuses the key') });
  });

  it('ends with 130 on Ctrl-C, says how to go on, and keeps what was done', async () => {
    const [header = '', row = ''] = (await readFile('examples/import/sample.csv', 'utf8')).split('\n');
    const file = join(folder, 'many.csv');
    await writeFile(file, `${header}\n${`${row}\n`.repeat(20_000)}`);
    const quoted = (): Promise<number> =>
      readFile(join(folder, 'out.csv'), 'utf8').then(
        (text) => text.split('quo_').length - 1,
        () => 0,
      );
    await rm(join(folder, 'out.csv'), { force: true });
    const ended = await covergraph(importing(file), async (interrupt) => {
      await until(async () => (await quoted()) > 50, 20_000);
      interrupt();
    });
    expect(ended.code).toBe(130);
    expect(ended.complaint).toContain('Run the same command again to go on');
    expect(ended.output).toContain(`rows              ${await quoted()}\n`);
  });

  it("runs an insurer's own system until Ctrl-C, and says how to connect it", async () => {
    let status: number | undefined;
    const ended = await covergraph(['insurer', '--port', '0', '--token', 'a-token'], async (interrupt, output) => {
      await until(() => output().includes('npm start'), 10_000);
      const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/v1\/quotes/.exec(output()) ?? [];
      expect(output()).toContain(JSON.stringify({ [SANDBOX_IDS.tamarack]: { url, token: 'a-token' } }));
      const headers = { authorization: 'Bearer a-token', 'content-type': 'application/json' };
      status = (await fetch(url, { method: 'POST', headers, body: '{}' })).status;
      interrupt();
    });
    expect({ ...ended, status }).toMatchObject({ code: 0, complaint: '', status: 400 });
  });

  it('says which port is in use', async () => {
    const port = new URL(api.url).port;
    expect(await covergraph(['insurer', '--port', port])).toEqual({
      code: 2,
      output: '',
      complaint: `error: port ${port} is in use; give --port another one\n`,
    });
  });
});
