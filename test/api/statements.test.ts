import { StatementMaker } from '../../src/documents/statement-maker.js';
import { startApi, TEST_NOW, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { LUMEN, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const NORTHWIND = 'org_00000000000000000000000002';
const KESTREL = 'org_00000000000000000000000006';
const TAMARACK = 'org_00000000000000000000000008';
const MARCH = { insurer: NORTHWIND, partner: LUMEN, currency: 'USD', from: '2026-03-01', to: '2026-03-02' };

const CONTENT = `id version createdAt requestedBy lineCount opening { amount } premium { amount } refund { amount }
  commission { amount } received { amount } claimsPaid { amount } closing { amount }
  remittance { payer payee amount { amount } premium { amount } commission { amount } }
  supersedes { id version closing { amount } } csv { path fileName mediaType } pdf { path fileName mediaType }`;
const LINES = `lines(first: 50, orderBy: OLDEST_FIRST) { nodes { id kind policyNumber premium { amount } refund { amount }
  commission { amount } received { amount } claimsPaid { amount } journal { id kind postings { account { code } debit { amount } credit { amount } } } } }`;
const CREATE = `mutation ($key: String!, $input: StatementInput!) { statementCreate(idempotencyKey: $key, input: $input) {
  __typename ... on Statement { ${CONTENT} ${LINES} } ... on Problem { code message } ... on InvalidInput { issues { path code } } } }`;
const READ = `query ($id: ID!) { statement(id: $id) { ${CONTENT} ${LINES} } node(id: $id) { __typename id } }`;
const RECORD = `mutation ($key: String!, $input: PremiumPaymentRecordInput!) {
  premiumPaymentRecord(idempotencyKey: $key, input: $input) { __typename } }`;

let api: TestApi;
let maker: StatementMaker;
beforeAll(async () => {
  api = await startApi();
  maker = new StatementMaker({ units: api.testDatabase.unitOfWork, clock: { now: () => TEST_NOW } });
  for (const order of ['S-1', 'S-2']) await activePolicy(api, order);
});
afterAll(async () => {
  await maker.stop();
  await api.close();
});
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

const create = async (key: string, changes: object = {}, by = 'underwriter') =>
  (await api.data(by, CREATE, { key, input: { ...MARCH, ...changes } })).statementCreate;
const read = async (id: string, by = 'underwriter') => api.data(by, READ, { id });
const record = (key: string, amount: string) =>
  api.data('underwriter', RECORD, {
    key,
    input: { partner: LUMEN, amount: usd(amount), receivedOn: '2026-03-02', reference: key },
  });
const download = (path: string, key: string) =>
  fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.keys[key]}` } });

let first: { readonly id: string };

describe('a statement between an insurer and a partner', () => {
  it('is stored with what is payable to whom, its lines tied to their journals', async () => {
    const statement = await create('march');
    expect(statement).toMatchObject({
      __typename: 'Statement',
      id: expect.stringMatching(/^stm_/),
      version: 1,
      supersedes: null,
      requestedBy: NORTHWIND,
      createdAt: TEST_NOW.toISOString(),
      lineCount: 2,
      // Two policies of 5.69 with 0.54 of commission each; nothing was paid yet.
      opening: { amount: '0.00' },
      premium: { amount: '11.38' },
      commission: { amount: '1.08' },
      received: { amount: '0.00' },
      closing: { amount: '10.30' },
      remittance: {
        payer: LUMEN,
        payee: NORTHWIND,
        amount: { amount: '10.30' },
        premium: { amount: '11.38' },
        commission: { amount: '1.08' },
      },
      csv: null,
      pdf: null,
    });
    for (const line of statement.lines.nodes) {
      expect(line).toMatchObject({
        kind: 'PREMIUM_WRITTEN',
        premium: { amount: '5.69' },
        commission: { amount: '0.54' },
      });
      expect(line.journal).toMatchObject({ id: line.id, kind: 'PREMIUM_WRITTEN' });
      expect(line.journal.postings).toContainEqual({
        account: { code: 'PREMIUM_RECEIVABLE' },
        debit: { amount: '5.69' },
        credit: null,
      });
    }
    first = statement;
  });

  it('is the same for one key and when nothing was booked since, whoever of the two asks', async () => {
    expect(await create('march')).toEqual(first);
    expect(await create('march-again')).toEqual(first);
    expect(await create('march-of-the-partner', {}, 'merchant')).toEqual(first);
    expect(await create('march', { to: '2026-03-01' })).toMatchObject({ __typename: 'IdempotencyConflict' });
    for (const key of ['underwriter', 'merchant', 'operator']) {
      expect(await read(first.id, key)).toMatchObject({
        statement: { id: first.id, lines: (first as unknown as { lines: object }).lines },
        node: { __typename: 'Statement', id: first.id },
      });
    }
  });

  it('is printed outside the request, once, for its two parties', async () => {
    const second = new StatementMaker({ units: api.testDatabase.unitOfWork, clock: { now: () => TEST_NOW } });
    const made = await Promise.all([maker.makeDue(), second.makeDue()]);
    await second.stop();
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(1);
    const { statement } = await read(first.id);
    expect(statement).toMatchObject({
      csv: { fileName: 'statement-2026-03-01-2026-03-02-USD-v1.csv', mediaType: 'text/csv' },
      pdf: { fileName: 'statement-2026-03-01-2026-03-02-USD-v1.pdf', mediaType: 'application/pdf' },
    });
    for (const key of ['underwriter', 'merchant', 'operator']) {
      const text = await (await download(statement.csv.path, key)).text();
      const rows = statement.lines.nodes.map(
        ({ id, policyNumber }: { id: string; policyNumber: string }) =>
          `${id},2026-03-02,PREMIUM_WRITTEN,${policyNumber},5.69,0.00,0.54,0.00,0.00`,
      );
      expect(text).toBe(
        ['journal,date,kind,policy,premium,refund,commission,received,claims_paid', ...rows, ''].join('\r\n'),
      );
      const pdf = Buffer.from(await (await download(statement.pdf.path, key)).arrayBuffer()).toString('latin1');
      expect(pdf).toContain(`(Statement ${first.id} version 1)`);
    }
    for (const stranger of ['dealer', 'lender', 'alderUnderwriter']) {
      for (const file of [statement.csv, statement.pdf]) expect((await download(file.path, stranger)).status).toBe(404);
      const answer = await api.ask(stranger, READ, { id: first.id });
      expect(answer.data).toEqual({ statement: null, node: null });
    }
  });

  it('becomes version 2 after late postings, and says what it replaces; version 1 stays as it was', async () => {
    const before = (await read(first.id)).statement;
    await record('late', '4.00');
    const statement = await create('march-late', {}, 'merchant');
    expect(statement).toMatchObject({
      version: 2,
      supersedes: { id: first.id, version: 1, closing: { amount: '10.30' } },
      requestedBy: LUMEN,
      lineCount: 3,
      received: { amount: '4.00' },
      closing: { amount: '6.30' },
    });
    expect((await read(first.id)).statement).toEqual(before);
    expect(await create('march')).toEqual({ __typename: 'Statement', ...before });
    expect(await maker.makeDue()).toBe(1);
    const list = `query ($filter: StatementFilter) { statements(first: 10, filter: $filter) { nodes { id version } } }`;
    const latest = { statements: { nodes: [{ id: statement.id, version: 2 }] } };
    const all = {
      statements: {
        nodes: [
          { id: statement.id, version: 2 },
          { id: first.id, version: 1 },
        ],
      },
    };
    for (const key of ['underwriter', 'merchant', 'operator']) {
      expect(await api.data(key, list)).toEqual(all);
      expect(await api.data(key, list, { filter: { latestOnly: true, partner: LUMEN, currency: 'USD' } })).toEqual(
        latest,
      );
      expect(await api.data(key, list, { filter: { partner: KESTREL } })).toEqual({ statements: { nodes: [] } });
    }
    for (const stranger of ['dealer', 'lender', 'alderClaims']) {
      expect(await api.data(stranger, list)).toEqual({ statements: { nodes: [] } });
    }
    const { events } = await api.data(
      'merchant',
      '{ events(after: "0", first: 50, kinds: ["statement.created", "statement.printed"]) { events { kind subjectId payload } } }',
    );
    expect(events.events.map(({ kind, subjectId }: { kind: string; subjectId: string }) => [kind, subjectId])).toEqual([
      ['statement.created', first.id],
      ['statement.printed', first.id],
      ['statement.created', statement.id],
      ['statement.printed', statement.id],
    ]);
    expect(events.events[2].payload).toEqual({
      currency: 'USD',
      from: '2026-03-01',
      to: '2026-03-02',
      version: 2,
      closing: '6.30',
    });
  });

  it('opens with what another closed with, and turns the remittance around when the insurer owes', async () => {
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 2) { now } }');
    await record('too-much', '7.30');
    const next = { from: '2026-03-03', to: '2026-03-04' };
    const march = await create('march-3');
    expect(march).toMatchObject({ version: 3, closing: { amount: '-1.00' } });
    expect(await create('next', next)).toMatchObject({
      version: 1,
      lineCount: 0,
      opening: { amount: '-1.00' },
      closing: { amount: '-1.00' },
      remittance: {
        payer: NORTHWIND,
        payee: LUMEN,
        amount: { amount: '1.00' },
        premium: { amount: '0.08' },
        commission: { amount: '1.08' },
      },
    });
    expect(await create('euros', { currency: 'EUR' })).toMatchObject({
      lineCount: 0,
      remittance: { payer: null, payee: null, amount: { amount: '0.00' } },
    });
  });

  it('says nothing was booked where an insurer sells to a partner but has not sold yet', async () => {
    expect(await create('kestrel', { partner: KESTREL })).toMatchObject({
      version: 1,
      lineCount: 0,
      closing: { amount: '0.00' },
    });
  });

  it('is made once when several ask at once', async () => {
    await record('raced', '0.08');
    const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => create(`race-${at}`)));
    expect(new Set(answers.map(({ id, version }) => `${id} ${version}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ version: 4, closing: { amount: '-1.08' } });
  });

  it('is refused for strangers, a period that is none or not over, and nothing is written', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await create('x-1', { from: '2026-03-05' })).toMatchObject({
      issues: [{ path: 'from', code: 'DATE_ORDER' }],
    });
    expect(await create('x-2', { to: '2026-03-05' })).toMatchObject({
      issues: [{ path: 'to', code: 'DATE_IN_FUTURE' }],
    });
    const missing = { __typename: 'NotFound', code: 'NOT_FOUND', message: 'There is no organisation with this id.' };
    const nobody = 'org_0000000000000000000000zzzz';
    expect(await create('x-3', {}, 'dealer')).toEqual(missing);
    expect(await create('x-4', { partner: nobody }, 'dealer')).toEqual(missing);
    expect(await create('x-5', {}, 'lender')).toEqual(missing);
    expect(await create('x-6', {}, 'alderClaims')).toEqual(missing);
    expect(await create('x-7', { insurer: TAMARACK, partner: KESTREL }, 'operator')).toEqual(missing);
    expect(await create('x-8', { insurer: nobody }, 'merchant')).toEqual(missing);
    expect(await create('x-9', { partner: nobody }, 'operator')).toEqual(missing);
    expect(await create('', {})).toMatchObject({ issues: [{ path: 'idempotencyKey' }] });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});
