import { request } from 'node:http';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { checkoutRequest, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';
import { until } from '../support/until.js';

const NDJSON = 'application/x-ndjson';
const UPLOADS = `{ loanReportUploads(first: 10) { nodes { id format status records accepted duplicates rejected } } }`;
const LOAN = `query ($id: ID!) { policy(id: $id) { loan { outstandingPrincipal { amount } oldestUnpaidDueOn } } }`;

let api: TestApi;
let policy: string;
let other: string;
beforeAll(async () => {
  api = await startApi();
  policy = await activePolicy(api, 'ORDER-1');
  other = await activePolicy(api, 'ORDER-2');
});
afterAll(() => api.close());

interface Sent {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
  readonly body: any;
}

const headersOf = (key: string | undefined, type: string, by: string) => ({
  'content-type': type,
  authorization: `Bearer ${api.keys[by]}`,
  ...(key === undefined ? {} : { 'idempotency-key': key }),
});

async function upload(key: string | undefined, body: string, type = NDJSON, by = 'lender'): Promise<Sent> {
  const response = await fetch(`${api.url}/loan-reports`, { method: 'POST', headers: headersOf(key, type, by), body });
  return { status: response.status, body: await response.json() };
}

async function read(path: string, by = 'lender'): Promise<{ status: number; text: string }> {
  const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.keys[by]}` } });
  return { status: response.status, text: await response.text() };
}

const repayment = (of: string, sequence: number, amount = '106.62') =>
  JSON.stringify({ policy: of, sequence, effectiveOn: '2026-03-02', repayment: { amount: usd(amount) } });
const missed = (of: string, sequence: number) =>
  JSON.stringify({ policy: of, sequence, effectiveOn: '2026-03-02', missed: {} });
const file = (...lines: string[]) => `${lines.join('\n')}\n`;

describe('POST /loan-reports', () => {
  it('takes a file line by line, says what became of each, and answers the same when it is sent again', async () => {
    const body = file(
      repayment(policy, 1),
      repayment(policy, 1),
      '',
      repayment('pol_00000000000000000000000009', 1),
      '{ not JSON',
      JSON.stringify({ policy, sequence: 2, effectiveOn: '2026-03-32', missed: {} }),
      repayment(other, 1, '1.005'),
      missed(other, 2),
    );
    const first = await upload('march', body);
    expect(first.status).toBe(200);
    const { id, startedAt, completedAt, ...rest } = first.body;
    expect(rest).toEqual({
      format: 'NDJSON',
      status: 'COMPLETED',
      records: 7,
      accepted: 2,
      duplicates: 1,
      rejected: 4,
      results: `/loan-reports/${id}/results`,
    });
    expect([startedAt, completedAt]).toEqual(['2026-03-02T12:00:00.000Z', '2026-03-02T12:00:00.000Z']);
    const results = (await read(rest.results)).text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results.map(({ line, result, code }) => [line, result, code ?? null])).toEqual([
      [1, 'ACCEPTED', null],
      [2, 'DUPLICATE', null],
      [4, 'REJECTED', 'UNKNOWN_POLICY'],
      [5, 'REJECTED', 'MALFORMED_RECORD'],
      [6, 'REJECTED', 'MALFORMED_RECORD'],
      [7, 'REJECTED', 'TOO_MANY_DECIMALS'],
      [8, 'ACCEPTED', null],
    ]);
    const rejected = (await read(`${rest.results}?only=rejected`)).text.trimEnd().split('\n');
    expect(rejected.map((line) => JSON.parse(line).line)).toEqual([4, 5, 6, 7]);

    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await upload('march', body)).toEqual(first);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    expect((await api.data('lender', LOAN, { id: policy })).policy.loan.oldestUnpaidDueOn).toBe('2026-05-02');
  });

  it('knows what it has taken when the same records come in another file', async () => {
    const { body } = await upload('again', file(repayment(policy, 1), missed(other, 2)));
    expect(body).toMatchObject({ records: 2, accepted: 0, duplicates: 2, rejected: 0 });
  });

  it('reads CSV with its columns in any order', async () => {
    const csv = ['fact,policy,sequence,effectiveOn,amount,currency', `repayment,${policy},3,2026-03-02,5.00,USD`];
    csv.push(
      `missed,${policy},4,2026-03-02,,`,
      `refund,${policy},5,2026-03-02,1.00,USD`,
      'a,b',
      `"missed",${other},6,2026-03-02,"",`,
    );
    const { status, body } = await upload('csv', file(...csv), 'text/csv; charset=utf-8');
    expect([status, body.format, body.records, body.accepted, body.rejected]).toEqual([200, 'CSV', 5, 3, 2]);
    const { text } = await read(`${body.results}?only=rejected`);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        line: 4,
        result: 'REJECTED',
        policy: null,
        sequence: null,
        code: 'MALFORMED_RECORD',
        message: 'fact: must be one of repayment, prepayment, settled, missed, reversed',
      },
      {
        line: 5,
        result: 'REJECTED',
        policy: null,
        sequence: null,
        code: 'WRONG_FIELD_COUNT',
        message: 'has 2 fields, the header has 6',
      },
    ]);
  });

  it('goes on where an upload broke off', async () => {
    const lines = Array.from({ length: 1_500 }, (_, at) => missed(policy, 100 + at));
    const broken = request(`${api.url}/loan-reports`, { method: 'POST', headers: headersOf('long', NDJSON, 'lender') });
    broken.on('error', () => undefined);
    broken.write(file(...lines.slice(0, 1_200)));
    const progress = async () => (await api.data('lender', UPLOADS)).loanReportUploads.nodes[0];
    await until(async () => (await progress()).records === 1_000);
    expect(await progress()).toMatchObject({ status: 'RECEIVING', format: 'NDJSON', accepted: 1_000 });
    broken.destroy();
    const { body } = await upload('long', file(...lines));
    expect(body).toMatchObject({ status: 'COMPLETED', records: 1_500, accepted: 1_500, duplicates: 0, rejected: 0 });
    expect((await api.data('lender', UPLOADS)).loanReportUploads.nodes).toHaveLength(4);
  });

  it('refuses a key that was used for other records, whether changed, more or fewer', async () => {
    const lines = [missed(other, 20), missed(other, 21)];
    expect((await upload('once', file(...lines))).status).toBe(200);
    const before = await fingerprint(api.testDatabase.unitOfWork);
    for (const changed of [[missed(other, 22), missed(other, 21)], [missed(other, 20)], []]) {
      const { status, body } = await upload('once', file(...changed));
      expect([status, body.errors[0].message, body.errors[0].extensions]).toEqual([
        409,
        'This idempotency key was used for a different request.',
        { code: 'IDEMPOTENCY_CONFLICT' },
      ]);
    }
    const csv = await upload('once', 'policy,sequence,effectiveOn,fact,amount,currency\n', 'text/csv');
    expect(csv.status).toBe(409);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it.each<[string, string | undefined, string, string, number, string]>([
    ['without a key', undefined, NDJSON, '', 422, 'BAD_USER_INPUT'],
    ['another media type', 'type', 'application/json', '{}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['CSV without its header', 'header', 'text/csv', `missed,${'x'},1\n`, 422, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_name, key, type, body, status, code) => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const answer = await upload(key, body, type);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([status, code]);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('names the header that is missing', async () => {
    const { body } = await upload(undefined, '');
    expect(body.errors[0].extensions.issues).toEqual([
      {
        path: 'idempotencyKey',
        code: 'OUT_OF_RANGE',
        message: 'must have 1 to 200 characters',
        header: 'Idempotency-Key',
      },
    ]);
  });

  it('is for those who report, and shows an upload to nobody else', async () => {
    expect((await upload('x', '', NDJSON, 'dashboard')).status).toBe(403);
    expect((await upload('mine', file(missed(other, 30)))).body.accepted).toBe(1);
    const { id } = (await api.data('lender', UPLOADS)).loanReportUploads.nodes[0];
    expect((await read(`/loan-reports/${id}`)).status).toBe(200);
    expect((await read(`/loan-reports/${id}`, 'dealer')).status).toBe(404);
    expect((await read(`/loan-reports/${id}/results`, 'claims')).status).toBe(404);
    expect((await read('/loan-reports/nonsense')).status).toBe(404);
    const one = await api.data('dealer', 'query ($id: ID!) { loanReportUpload(id: $id) { id } }', { id });
    expect(one).toEqual({ loanReportUpload: null });
  });

  it('refuses reports on a policy that is not paid out', async () => {
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 'q3', input: checkoutRequest('ORDER-3') });
    const input = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('99.00') };
    const { policyBind } = await api.data('merchant', POLICY_BIND, { key: 'b3', input });
    const { body } = await upload('early', file(repayment(policyBind.id, 1)));
    expect((await read(`${body.results}?only=rejected`)).text).toContain('"code":"LOAN_NOT_ACTIVE"');
  });
});
