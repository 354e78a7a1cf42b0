import { resolve } from 'node:path';
import { type ConfigProblem, describeProblems, readConfig } from '../src/config.js';

const INSURER = 'org_00000000000000000000000003';
const secret = 's'.repeat(32);
const problems = (variables: NodeJS.ProcessEnv): readonly ConfigProblem[] => {
  const result = readConfig(variables);
  return result.ok ? [] : result.error;
};

describe('readConfig', () => {
  it('needs nothing in embedded mode', () => {
    expect(readConfig({})).toEqual({
      ok: true,
      value: {
        databaseUrl: undefined,
        databaseDirectUrl: undefined,
        port: 4000,
        host: '127.0.0.1',
        dataFolder: resolve('./data'),
        logLevel: 'info',
        scenarios: ['ecommerce', 'auto', 'housing'],
        sandbox: true,
        secret: undefined,
        poolSize: 10,
        factSources: {},
        insurers: new Map(),
        introspection: true,
        rateLimit: { perSecond: 500, burst: 1000 },
        costMaximum: 20_000,
        bureau: undefined,
        outgoingAllowLoopback: false,
        shutdownDelayMs: 0,
      },
    });
  });

  it('takes an external database, which is no sandbox unless it is said', () => {
    const external = { DATABASE_URL: 'postgresql://app@db:5432/covergraph', COVERGRAPH_SECRET: secret };
    const result = readConfig(external);
    expect(result).toMatchObject({
      ok: true,
      value: { sandbox: false, secret, databaseDirectUrl: 'postgresql://app@db:5432/covergraph' },
    });
    expect(readConfig({ ...external, SANDBOX: 'true' })).toMatchObject({ ok: true, value: { sandbox: true } });
    expect(readConfig({ ...external, DATABASE_DIRECT_URL: 'postgres://app@db2/covergraph' })).toMatchObject({
      ok: true,
      value: { databaseDirectUrl: 'postgres://app@db2/covergraph' },
    });
  });

  it('reads every variable and treats an empty one as absent', () => {
    const result = readConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      DATA_FOLDER: '/var/lib/covergraph',
      LOG_LEVEL: 'silent',
      SCENARIOS: 'auto, @acme/scenario-pets',
      SANDBOX: '0',
      COVERGRAPH_SECRET: '',
      POOL_SIZE: '50',
      INTROSPECTION: 'false',
      RATE_LIMIT_PER_SECOND: '5',
      RATE_LIMIT_BURST: '7',
      COST_MAXIMUM: '900',
      BUREAU_URL: 'https://bureau.example/v1/credit-reports',
      BUREAU_TOKEN: 'sesame',
      BUREAU_PAUSE_MS: '900',
      FACT_SOURCES: '{"identity": {"url": "https://register.example/", "token": "who"}}',
      EXTERNAL_INSURERS: `{"${INSURER}": {"url": "https://insurer.example/quotes", "token": "open"}}`,
      INSURER_PAUSE_MS: '700',
      SHUTDOWN_DELAY_MS: '2500',
    });
    expect(result).toEqual({
      ok: true,
      value: {
        databaseUrl: undefined,
        databaseDirectUrl: undefined,
        port: 0,
        host: '0.0.0.0',
        dataFolder: '/var/lib/covergraph',
        logLevel: 'silent',
        scenarios: ['auto', '@acme/scenario-pets'],
        sandbox: false,
        secret: undefined,
        poolSize: 50,
        introspection: false,
        rateLimit: { perSecond: 5, burst: 7 },
        costMaximum: 900,
        factSources: { identity: { url: 'https://register.example/', token: 'who', pauseMs: 900 } },
        bureau: { url: 'https://bureau.example/v1/credit-reports', token: 'sesame', pauseMs: 900 },
        insurers: new Map([[INSURER, { url: 'https://insurer.example/quotes', token: 'open', pauseMs: 700 }]]),
        outgoingAllowLoopback: false,
        shutdownDelayMs: 2500,
      },
    });
  });

  it.each([
    ['a port out of range', { PORT: '70000' }, 'PORT must be from 0 to 65535'],
    ['a port that is no number', { PORT: '4e3' }, 'PORT must be a whole number from 0 to 65535'],
    ['a pool of nothing', { POOL_SIZE: '0' }, 'POOL_SIZE must be from 1 to 1000'],
    ['a flag', { SANDBOX: 'maybe' }, 'SANDBOX must be true or false'],
    ['a scenario twice', { SCENARIOS: 'auto,auto' }, 'SCENARIOS names a scenario twice'],
    ['no scenario', { SCENARIOS: 'auto,,' }, 'SCENARIOS must be a list of scenario codes or package names'],
    ['another database', { DATABASE_URL: 'mysql://x/y', COVERGRAPH_SECRET: secret }, 'DATABASE_URL must look like'],
    ['a direct URL alone', { DATABASE_DIRECT_URL: 'postgres://x/y' }, 'DATABASE_DIRECT_URL needs DATABASE_URL as well'],
    [
      'a bureau without a token',
      { BUREAU_URL: 'https://b.example/' },
      'BUREAU_TOKEN is required when BUREAU_URL is set',
    ],
    ['sources that are no JSON', { FACT_SOURCES: '[' }, 'FACT_SOURCES must be JSON such as'],
    [
      'a source nobody knows',
      { FACT_SOURCES: '{"weather": {"url": "https://w.example/", "token": "t"}}' },
      'FACT_SOURCES must be JSON such as',
    ],
    [
      'a source next door',
      { FACT_SOURCES: '{"identity": {"url": "https://10.0.0.7/", "token": "t"}}' },
      'FACT_SOURCES has a URL of identity that must not lead to a private address',
    ],
    ['insurers that are no JSON', { EXTERNAL_INSURERS: '{url}' }, 'EXTERNAL_INSURERS must be JSON such as'],
    [
      'an insurer that is no organisation',
      { EXTERNAL_INSURERS: '{"acme": {"url": "https://a.example/", "token": "t"}}' },
      'EXTERNAL_INSURERS must be JSON such as',
    ],
    [
      'an insurer next door',
      { EXTERNAL_INSURERS: `{"${INSURER}": {"url": "https://10.0.0.7/", "token": "t"}}` },
      'EXTERNAL_INSURERS has a URL that must not lead to a private address',
    ],
    ['a bureau without TLS', { BUREAU_URL: 'http://b.example/' }, 'BUREAU_URL must begin with https://'],
    ['a bureau next door', { BUREAU_URL: 'https://[::ffff:7f00:1]/' }, 'BUREAU_URL must not lead to a private address'],
    [
      'loopback outside a sandbox',
      { SANDBOX: 'false', OUTGOING_ALLOW_LOOPBACK: '1' },
      'OUTGOING_ALLOW_LOOPBACK is for tests',
    ],
    [
      'loopback in production',
      { NODE_ENV: 'production', OUTGOING_ALLOW_LOOPBACK: 'true' },
      'OUTGOING_ALLOW_LOOPBACK is for tests',
    ],
    [
      'an external database without a secret',
      { DATABASE_URL: 'postgres://x/y' },
      'COVERGRAPH_SECRET is required when DATABASE_URL is set',
    ],
  ])('refuses %s', (_, variables, expected) => {
    expect(describeProblems(problems(variables))).toContain(expected);
  });

  it('tells everything that is wrong at once and never a value', () => {
    const found = problems({ PORT: 'x', LOG_LEVEL: 'loud', COVERGRAPH_SECRET: 'hunter2', DATABASE_DIRECT_URL: 'p' });
    expect(found.map(({ variable }) => variable)).toEqual([
      'DATABASE_DIRECT_URL',
      'PORT',
      'LOG_LEVEL',
      'COVERGRAPH_SECRET',
      'DATABASE_DIRECT_URL',
    ]);
    expect(describeProblems(found)).not.toContain('hunter2');
    expect(problems({ PORT: 'x', DATABASE_URL: 'postgres://x/y' })).toHaveLength(2);
  });
});
