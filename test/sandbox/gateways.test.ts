import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { KEYS_FILE, keepKeys } from '../../src/sandbox/greeting.js';
import { startApi, type TestApi } from '../support/api.js';
import { createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const NOW = '{ businessClock { now } }';
const log = pino({ level: 'silent' });

async function ask(url: string, key: string, query: string): Promise<unknown> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  return ((await answer.json()) as { data: unknown }).data;
}

function configFor(databaseUrl: string, more: Readonly<Record<string, string>> = {}) {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    COVERGRAPH_SECRET: 'a secret for tests, long enough to be one',
    SANDBOX: 'true',
    PORT: '0',
    ...more,
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}

describe('two gateways of one sandbox', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('live at the same time, whichever of them advances the clock', async () => {
    const base = new Date('2026-03-02T12:00:00.000Z');
    const other = await createApp(configFor(api.testDatabase.url), log, { clock: { now: () => base } });
    const { url } = await other.listen();
    const operator = api.keys.operator ?? '';
    const time = async () => [await api.data('operator', NOW), await ask(url, operator, NOW)];
    const at = (now: string) => [{ businessClock: { now } }, { businessClock: { now } }];
    expect(await time()).toEqual(at('2026-03-02T12:00:00.000Z'));

    await api.data('operator', 'mutation { sandboxClockAdvance(days: 3) { now } }');
    await until(async () => expect(await time()).toEqual(at('2026-03-05T12:00:00.000Z')));

    // At once after the other's: it must start where that one ended.
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 1) { now } }');
    expect(await ask(url, operator, 'mutation { sandboxClockAdvance(days: 1) { now } }')).toEqual({
      sandboxClockAdvance: { now: '2026-03-07T12:00:00.000Z' },
    });
    await until(async () => expect(await time()).toEqual(at('2026-03-07T12:00:00.000Z')));
    await other.close();
  });
});

describe('a first start that fails', () => {
  it('leaves no sandbox whose keys nobody knows', async () => {
    const database = await createTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'covergraph-keys-'));
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const keeping = { keepKeys: (keys: Readonly<Record<string, string>>) => keepKeys(folder, keys) };

    const first = await createApp(configFor(database.url, { PORT: port }), log, keeping);
    await expect(first.listen()).rejects.toThrow('EADDRINUSE');
    await first.close();
    const second = await createApp(configFor(database.url), log, keeping);
    const { url } = await second.listen();
    expect(second.newKeys).toBeUndefined();
    const kept = JSON.parse(await readFile(join(folder, KEYS_FILE), 'utf8'));
    expect(await ask(url, kept.merchant, '{ viewer { role } }')).toEqual({ viewer: { role: 'PARTNER' } });

    await second.close();
    await new Promise((resolve) => taken.close(resolve));
    await rm(folder, { recursive: true });
    await database.drop();
  });

  it('begins again when the keys cannot be kept', async () => {
    const database = await createTestDatabase();
    const full = { keepKeys: () => Promise.reject(new Error('no space left')) };
    await expect(createApp(configFor(database.url), log, full)).rejects.toThrow('no space left');
    const second = await createApp(configFor(database.url), log);
    expect(Object.keys(second.newKeys ?? {})).toContain('merchant');
    await second.close();
    await database.drop();
  });
});
