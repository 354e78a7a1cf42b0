import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) {
  accepted duplicates rejected { index sequence code message owed { amount currency } } } }`;
const LOAN = `query ($id: ID!) { policy(id: $id) { status loan { status outstandingPrincipal { amount } excess { amount } } } }`;
const CHANGE = `mutation ($policy: ID!, $input: PolicyChangeInput!) {
  policyChange(idempotencyKey: "much", policy: $policy, input: $input) { __typename
    ... on InvalidInput { issues { path code message } } } }`;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const repaid = (policy: string, sequence: number, amount: string) => ({
  policy,
  sequence,
  effectiveOn: '2026-03-02',
  repayment: { amount: usd(amount) },
});
const report = async (...reports: readonly object[]) => (await api.data('lender', REPORT, { reports })).loanReport;
const loanOf = async (id: string) => (await api.data('lender', LOAN, { id })).policy;
const upload = async (key: string, type: string, body: string): Promise<string[]> => {
  const headers = { authorization: `Bearer ${api.keys.lender}`, 'content-type': type, 'idempotency-key': key };
  const response = await fetch(`${api.url}/loan-reports`, { method: 'POST', headers, body });
  const { results } = (await response.json()) as { results: string };
  return (await (await fetch(`${api.url}${results}`, { headers })).text()).trimEnd().split('\n');
};

// 1,200.00 at 12 % in twelve instalments: 1,279.42 in all.
describe('a payment far above what is owed', () => {
  const tooMuch = {
    code: 'AMOUNT_EXCEEDS_OWED',
    message: "1279.42 USD is owed; the lender's own fees are no part of a report",
    owed: usd('1279.42'),
  };

  it('is refused with what is owed and leaves nothing behind, whichever way it comes', async () => {
    const policy = await activePolicy(api, 'OVERPAID-1');
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const wrong = repaid(policy, 1, '99999.00');
    expect(await report(wrong, wrong)).toEqual({
      accepted: 0,
      duplicates: 0,
      rejected: [
        { index: 0, sequence: 1, ...tooMuch },
        { index: 1, sequence: 1, ...tooMuch },
      ],
    });
    for (const fact of ['prepayment', 'settled']) {
      const line = { policy, sequence: 1, effectiveOn: '2026-03-02', [fact]: { amount: usd('99999.00') } };
      expect((await report(line)).rejected).toMatchObject([{ code: tooMuch.code, owed: usd('1200.00') }]);
    }
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);

    const csv = `policy,sequence,effectiveOn,fact,amount,currency\n${policy},1,2026-03-02,repayment,99999.00,USD\n`;
    const lines = await upload('csv', 'text/csv', csv);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { line: 2, result: 'REJECTED', policy, sequence: 1, ...tooMuch },
    ]);
    expect(await loanOf(policy)).toEqual({
      status: 'ACTIVE',
      loan: { status: 'ACTIVE', outstandingPrincipal: { amount: '1200.00' }, excess: { amount: '0.00' } },
    });
  });

  it('does not keep the right one of the same sequence out, nor the others of its call', async () => {
    const policy = await activePolicy(api, 'OVERPAID-2');
    const taken = await report(
      repaid(policy, 1, '10662.00'),
      repaid(policy, 1, '106.62'),
      repaid(policy, 1, '106.62'),
      repaid(policy, 2, '106.62'),
    );
    expect(taken).toEqual({ accepted: 2, duplicates: 1, rejected: [{ index: 0, sequence: 1, ...tooMuch }] });
  });

  it('is taken up to a tenth of the principal, shown, and told', async () => {
    const policy = await activePolicy(api, 'OVERPAID-3');
    expect(await report(repaid(policy, 1, '1279.42'))).toMatchObject({ accepted: 1 });
    expect(await report(repaid(policy, 2, '100.00'))).toMatchObject({ accepted: 1 });
    expect((await report(repaid(policy, 3, '20.01'))).rejected).toMatchObject([{ owed: usd('0.00') }]);
    expect(await loanOf(policy)).toEqual({
      status: 'CLOSED',
      loan: { status: 'SETTLED', outstandingPrincipal: { amount: '0.00' }, excess: { amount: '100.00' } },
    });
    const { events } = await api.data(
      'lender',
      `{ events(after: "0", first: 100, kinds: ["loan.reported"]) { events { payload } } }`,
    );
    expect(events.events.at(-1)).toMatchObject({ payload: { excess: '100.00' } });
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('is refused as a change of the policy, too', async () => {
    const policy = await activePolicy(api, 'OVERPAID-4');
    const input = { prepayment: { amount: usd('1320.01') } };
    const { policyChange } = await api.data('lender', CHANGE, { policy, input });
    expect(policyChange.issues).toEqual([
      {
        path: 'prepayment.amount',
        code: 'AMOUNT_EXCEEDS_OWED',
        message: "1200.00 USD is owed; the lender's own fees are no part of a report",
      },
    ]);
  });
});
