import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { GatewayStop } from '../../src/cli/import/gateway.js';
import { type ImportOptions, type ImportReport, runImport } from '../../src/cli/import/run-import.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';

const SAMPLE = 'examples/import/sample.csv';
const MAPPING = 'examples/import/lending-club.json';
const HEADER = 'funded_amnt,term,int_rate,annual_inc,emp_length,delinq_2yrs,inq_last_6mths,revol_util,open_il_6m';

describe('covergraph import', () => {
  let api: TestApi;
  let folder: string;
  beforeAll(async () => {
    [api, folder] = await Promise.all([startApi(), mkdtemp(join(tmpdir(), 'import-'))]);
  });
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  const path = (name: string): string => join(folder, name);
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(path(name), text);
    return path(name);
  };
  const optionsFor = (name: string, changes: Partial<ImportOptions> = {}): ImportOptions => ({
    file: SAMPLE,
    mapping: MAPPING,
    out: path(`${name}.csv`),
    errors: path(`${name}.errors.csv`),
    url: api.url,
    key: api.keys.merchant ?? '',
    concurrency: 4,
    retries: 5,
    batch: '',
    firstWaitMs: 5,
    ...changes,
  });
  const run = (options: ImportOptions, signal = new AbortController().signal, progress = (_rows: number) => {}) =>
    runImport(options, { signal, note: () => undefined, progress: ({ rows }) => progress(rows) });
  const reportOf = async (...given: Parameters<typeof run>): Promise<ImportReport> => {
    const result = await run(...given);
    if (!result.ok) throw new Error(JSON.stringify(result.error, null, 2));
    return result.value;
  };
  const refusalOf = async (...given: Parameters<typeof run>): Promise<readonly string[]> => {
    const result = await run(...given);
    if (result.ok) throw new Error(JSON.stringify(result.value, null, 2));
    return result.error.map(({ path: at, code }) => `${at} ${code}`);
  };
  const table = async (file: string): Promise<Record<string, string>[]> =>
    parse(await readFile(file), { columns: true }) as Record<string, string>[];
  const quotesInDatabase = async (): Promise<number> => {
    let count = 0;
    for (let after: string | null = null; ; ) {
      const data = await api.data(
        'merchant',
        'query($after: String) { quotes(first: 100, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      const { edges, pageInfo } = data.quotes;
      count += edges.length;
      if (!pageInfo.hasNextPage) return count;
      after = pageInfo.endCursor;
    }
  };

  describe('the sample file', () => {
    let report: ImportReport;
    beforeAll(async () => {
      report = await reportOf(optionsFor('sample'));
    });

    it('counts every row once', () => {
      expect(report).toMatchObject({
        counts: { rows: 20, approved: 8, referred: 0, declined: 6, failed: 6 },
        premiums: ['976.30 USD'],
        sumsInsured: ['43288.67 USD'],
        businessDate: '2026-03-02',
        ended: 'COMPLETE',
      });
    });

    it('writes one line for each row, in the order of the file', async () => {
      const rows = await table(path('sample.csv'));
      const shown = rows.map((row) =>
        [
          row.line,
          row.outcome,
          row.reasons,
          row.insurer,
          row.premium_total,
          row.sum_insured,
          row.currency,
          row.error_code,
        ].join(' '),
      );
      expect(shown).toEqual(SAMPLE_DECISIONS);
      expect(rows.map(({ quote }) => quote?.slice(0, 4))).toEqual(
        SAMPLE_DECISIONS.map((line) => (line.includes('USD') ? 'quo_' : '')),
      );
      expect(new Set(rows.map((row) => row.idempotency_key)).size).toBe(20);
    });

    it('tells what is wrong with each bad row', async () => {
      const rows = await table(path('sample.errors.csv'));
      expect(rows.map(({ line, code, path: at, column }) => `${line} ${code} ${at} ${column}`)).toEqual([
        '12 NOT_A_NUMBER loan.annualRate int_rate',
        '13 NO_TRANSLATION loan.instalments term',
        '14 WRONG_FIELD_COUNT  ',
        '15 MALFORMED_CSV  ',
        '17 MUST_BE_POSITIVE loan.principal.amount funded_amnt',
        '17 MUST_BE_POSITIVE scenario.ecommerce.order.lines[0].unitPrice.amount funded_amnt',
        '17 MUST_BE_POSITIVE scenario.ecommerce.order.total.amount funded_amnt',
        '21 EMPTY obligor.annualIncome.amount annual_inc',
      ]);
    });

    it('sends what the mapping says', async () => {
      const [, , , fourth] = await table(path('sample.csv'));
      const { quote } = await api.data(
        'merchant',
        `query($id: ID!) { quote(id: $id) { obligorReference
          loan { principal { amount } annualRate instalments disbursedOn firstDueOn }
          risk { ... on EcommerceOrder { merchantReference lines { category } } } } }`,
        { id: fourth?.quote },
      );
      expect(quote).toEqual({
        obligorReference: 'LC-6fa1c6f5-5',
        loan: {
          principal: { amount: '5000.00' },
          annualRate: '0.1399',
          instalments: 36,
          disbursedOn: '2026-03-05',
          firstDueOn: '2026-04-05',
        },
        risk: { merchantReference: 'LC-6FA1C6F5-5', lines: [{ category: 'OTHER' }] },
      });
    });

    it('answers a repetition with the same bytes and writes nothing', async () => {
      const before = await fingerprint(api.testDatabase.unitOfWork);
      await reportOf(optionsFor('again', { concurrency: 16 }));
      expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
      expect(await readFile(path('again.csv'))).toEqual(await readFile(path('sample.csv')));
      expect(await readFile(path('again.errors.csv'))).toEqual(await readFile(path('sample.errors.csv')));
    });

    it('makes new quotes for another batch', async () => {
      const before = await quotesInDatabase();
      await reportOf(optionsFor('batch', { batch: 'second' }));
      expect(await quotesInDatabase()).toBe(before + 14);
    });
  });

  it('goes on where it was interrupted, days later too', async () => {
    const file = await write(
      'long.in.csv',
      [HEADER, ...Array.from({ length: 40 }, (_, at) => application(at))].join('\n'),
    );
    const options = optionsFor('long', { file });
    const before = await quotesInDatabase();
    const interrupt = new AbortController();
    const first = await reportOf(options, interrupt.signal, (rows) => rows === 10 && interrupt.abort());
    expect(first.ended).toBe('INTERRUPTED');
    expect(first.counts.rows).toBeGreaterThanOrEqual(10);
    expect(first.counts.rows).toBeLessThan(40);
    const done = await table(options.out);
    expect(await quotesInDatabase()).toBe(before + done.length);

    await api.data('operator', 'mutation { sandboxClockAdvance(days: 2) { days } }');
    const second = await reportOf(options);
    expect(second).toMatchObject({ ended: 'COMPLETE', businessDate: '2026-03-02', counts: { rows: 40, failed: 0 } });
    expect((await table(options.out)).slice(0, done.length)).toEqual(done);
    expect(await quotesInDatabase()).toBe(before + 40);
  });

  it('does not take the date of an import into another gateway', async () => {
    const options = optionsFor('moved', { file: await write('moved.in.csv', `${HEADER}\n${application(0)}\n`) });
    const { businessDate } = await reportOf(options);
    const pinned = `${options.out}.run.json`;
    const run = JSON.parse(await readFile(pinned, 'utf8'));
    expect(JSON.stringify(run)).not.toContain(options.key);
    await writeFile(pinned, JSON.stringify({ ...run, businessDate: '2026-03-01' }));
    expect((await reportOf(options)).businessDate).toBe('2026-03-01');
    await writeFile(pinned, JSON.stringify({ ...run, businessDate: '2026-03-01', key: 'another' }));
    expect((await reportOf(options)).businessDate).toBe(businessDate);
  });

  it('warns early when no row works', async () => {
    const rows = Array.from({ length: 60 }, () => application(0).replace('emp_5', 'emp_x'));
    const options = optionsFor('hopeless', { file: await write('hopeless.in.csv', [HEADER, ...rows].join('\n')) });
    const notes: string[] = [];
    const signal = new AbortController().signal;
    await runImport(options, { signal, note: (text) => notes.push(text), progress: () => undefined });
    expect(notes).toEqual([
      'all of the first 50 rows failed, line 51 with ROW_NOT_MAPPED: emp_length "emp_x" has no translation',
    ]);
  });

  describe('a mapping that cannot work is refused before any row', () => {
    const mapped = async (change: (input: Record<string, unknown>) => void): Promise<string> => {
      const mapping = JSON.parse(await readFile(MAPPING, 'utf8'));
      change(mapping.input);
      return write('mapping.json', JSON.stringify(mapping));
    };
    it.each<[string, (input: Record<string, unknown>) => void, string[]]>([
      [
        'columns that are not there',
        (input) => {
          input['loan.annualRate'] = { column: 'rate', as: 'decimal' };
          input['obligor.reference'] = { template: '{column:loan_id}' };
        },
        ['loan.annualRate NO_SUCH_COLUMN', 'obligor.reference NO_SUCH_COLUMN'],
      ],
      [
        'a path inside a value',
        (input) => {
          input['obligor.creditReport'] = 'clean';
        },
        [
          'obligor.creditReport.delinquencies24Months PATH_TAKEN',
          'obligor.creditReport.inquiries6Months PATH_TAKEN',
          'obligor.creditReport.revolvingUtilisation PATH_TAKEN',
          'obligor.creditReport.openAccounts PATH_TAKEN',
        ],
      ],
      [
        'fields the gateway does not know, or misses',
        (input) => {
          delete input.lender;
          delete input['scenario.ecommerce.order.lines[0].sku'];
          input['loan.rate'] = '0.1';
        },
        ['loan.rate UNKNOWN_FIELD', 'lender REQUIRED', 'scenario.ecommerce.order.lines[0].sku REQUIRED'],
      ],
      [
        'values of another type',
        (input) => {
          input['loan.instalments'] = { column: 'term' };
          input['loan.method'] = 'SOMEHOW';
          input['scenario.ecommerce.buyer.deliveryMatchesBilling'] = 'yes';
        },
        [
          'loan.instalments WRONG_TYPE',
          'loan.method UNKNOWN_VALUE',
          'scenario.ecommerce.buyer.deliveryMatchesBilling WRONG_TYPE',
        ],
      ],
    ])('%s', async (_name, change, issues) => {
      const before = await fingerprint(api.testDatabase.unitOfWork);
      expect(await refusalOf(optionsFor('refused', { mapping: await mapped(change) }))).toEqual(issues);
      expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    });

    it('files that would overwrite each other', async () => {
      const file = await write('one.csv', `${HEADER}\n${application(0)}\n`);
      const options = optionsFor('one', { file });
      expect(await refusalOf(options)).toEqual([`${file} SAME_FILE`]);
      expect(await refusalOf({ ...options, out: MAPPING })).toEqual([`${MAPPING} SAME_FILE`]);
      expect(await readFile(file, 'utf8')).toBe(`${HEADER}\n${application(0)}\n`);
    });

    it('files that cannot be read', async () => {
      const [absent, empty] = [path('absent'), await write('empty.csv', '\n')];
      expect(await refusalOf(optionsFor('refused', { mapping: absent }))).toEqual([`${absent} UNREADABLE`]);
      expect(await refusalOf(optionsFor('refused', { file: absent }))).toEqual([`${absent} UNREADABLE`]);
      expect(await refusalOf(optionsFor('refused', { file: empty }))).toEqual([`${empty} EMPTY_FILE`]);
    });

    it('a key that is not accepted, or may not ask', async () => {
      await expect(run(optionsFor('refused', { key: 'cg_nobody' }))).rejects.toThrow(GatewayStop);
      const { counts, ended, reason } = await reportOf(optionsFor('refused', { key: api.keys.dashboard ?? '' }));
      expect({ counts, ended }).toEqual({
        counts: { rows: 0, approved: 0, referred: 0, declined: 0, failed: 0 },
        ended: 'STOPPED',
      });
      expect(reason).toMatch(/^the gateway refuses the key/);
    });
  });

  describe('a gateway in trouble', () => {
    let troubled: TroubledGateway;
    beforeEach(async () => {
      troubled = await TroubledGateway.start(api.url);
    });
    afterEach(() => troubled.close());

    it('is asked again: answers that were lost, errors that may pass, and waits it asks for', async () => {
      const before = await quotesInDatabase();
      const file = await write(
        'troubled.in.csv',
        [HEADER, ...Array.from({ length: 12 }, (_, at) => application(at))].join('\n'),
      );
      troubled.troubles.push('LOSE_ANSWER', 'UNAVAILABLE', 'BUSY', 'LOSE_ANSWER', 'SLOW_DOWN', 'HANG_UP');
      const report = await reportOf(optionsFor('troubled', { file, url: troubled.url, batch: 'troubled' }));
      expect(report).toMatchObject({ ended: 'COMPLETE', counts: { rows: 12, failed: 0 }, repeatedRequests: 6 });
      expect(await quotesInDatabase()).toBe(before + 12);
    });

    it('ends the run when it stays away, keeping what was done', async () => {
      const file = await write(
        'away.in.csv',
        [HEADER, ...Array.from({ length: 30 }, (_, at) => application(at))].join('\n'),
      );
      const options = optionsFor('away', { file, url: troubled.url, batch: 'away', retries: 2 });
      troubled.awayAfter = 8;
      const stopped = await reportOf(options);
      expect(stopped).toMatchObject({ ended: 'STOPPED', counts: { failed: 0 } });
      expect(stopped.reason).toMatch(/does not answer/);
      expect(stopped.counts.rows).toBeLessThanOrEqual(8);
      const resumed = await reportOf({ ...options, url: api.url });
      expect(resumed).toMatchObject({ ended: 'COMPLETE', counts: { rows: 30, failed: 0 } });
    });
  });
});

const application = (at: number): string => `${1000 + at},term_36,9.99,54000,emp_5,0,0,22.5,1`;

type Trouble = 'LOSE_ANSWER' | 'UNAVAILABLE' | 'BUSY' | 'SLOW_DOWN' | 'HANG_UP';

/** A hop to the gateway that fails `quoteCreate` in the order of `troubles`, and passes everything else on. */
class TroubledGateway {
  readonly troubles: Trouble[] = [];
  /** Quotes passed on before nothing is answered any more. */
  awayAfter = Number.POSITIVE_INFINITY;
  private quotes = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(target: string): Promise<TroubledGateway> {
    const handler = { handle: async (_request: IncomingMessage, _response: ServerResponse): Promise<void> => {} };
    const server = createServer((request, response) => void handler.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gateway = new TroubledGateway(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    handler.handle = (request, response) => gateway.handle(target, request, response);
    return gateway;
  }

  private async handle(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const isQuote = body.includes('quoteCreate');
    if (isQuote) this.quotes += 1;
    const trouble = isQuote ? this.troubles.shift() : undefined;
    if (this.quotes > this.awayAfter || trouble === 'HANG_UP') return void request.socket.destroy();
    if (trouble === 'UNAVAILABLE') return void response.writeHead(503).end('try later');
    if (trouble === 'SLOW_DOWN') return void response.writeHead(429, { 'retry-after': '0.05' }).end('{}');
    if (trouble === 'BUSY') {
      const errors = [{ message: 'busy', extensions: { code: 'IN_PROGRESS', retryable: true } }];
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }));
    }
    const answer = await fetch(`${target}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' },
      body,
    });
    const text = await answer.text();
    if (trouble === 'LOSE_ANSWER') request.socket.destroy();
    else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const SAMPLE_DECISIONS: readonly string[] = [
  '2 APPROVED  Alder Mutual 15.85 1254.41 USD ',
  '3 APPROVED  Alder Mutual 47.13 2670.63 USD ',
  '4 APPROVED  Alder Mutual 7.71 803.31 USD ',
  '5 APPROVED  Alder Mutual 111.08 5535.99 USD ',
  '6 APPROVED  Alder Mutual 464.88 16256.15 USD ',
  '7 APPROVED  Alder Mutual 19.70 1056.41 USD ',
  '8 DECLINED CREDIT_RISK_TOO_HIGH    USD ',
  '9 DECLINED CREDIT_RISK_TOO_HIGH    USD ',
  '10 DECLINED TERM_TOO_LONG    USD ',
  '11 APPROVED  Alder Mutual 71.51 2799.87 USD ',
  '12       ROW_NOT_MAPPED',
  '13       ROW_NOT_MAPPED',
  '14       WRONG_FIELD_COUNT',
  '15       MALFORMED_CSV',
  '16 DECLINED CREDIT_RISK_TOO_HIGH    USD ',
  '17       INVALID_INPUT',
  '18 APPROVED  Alder Mutual 238.44 12911.90 USD ',
  '19 DECLINED PRINCIPAL_TOO_LARGE    USD ',
  '20 DECLINED CREDIT_RISK_TOO_HIGH    USD ',
  '21       ROW_NOT_MAPPED',
];
