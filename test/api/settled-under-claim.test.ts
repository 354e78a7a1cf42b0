import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const SETTLE = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`;
const EVIDENCE = `mutation ($key: String!, $input: ClaimEvidenceAddInput!) { claimEvidenceAdd(idempotencyKey: $key, input: $input) {
  __typename ... on Problem { message } } }`;
const REJECT = `mutation ($input: ClaimDecideInput!) { claimDecide(idempotencyKey: "no", input: $input) {
  ... on Claim { status policy { status } } ... on Problem { message } } }`;
const CLAIM = `query ($policy: ID!) { policy(id: $policy) { status claims { id checklist { kind required } } } }`;

async function upload(name: string): Promise<string> {
  const response = await fetch(`${api.url}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.keys.lender}`, 'content-type': 'text/plain', 'x-file-name': name },
    body: name,
  });
  return ((await response.json()) as { id: string }).id;
}

describe('a loan settled while its claim is looked at', () => {
  it('has no cover any more once the claim is rejected', async () => {
    const id = await activePolicy(api, 'SETTLED-1');
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 121) { now } }');
    const { policy } = await api.data('lender', CLAIM, { policy: id });
    const [claim] = policy.claims;
    for (const { kind, required } of claim.checklist) {
      if (!required) continue;
      const input = { claim: claim.id, kind, document: await upload(kind) };
      const { claimEvidenceAdd } = await api.data('lender', EVIDENCE, { key: kind, input });
      expect(claimEvidenceAdd).toEqual({ __typename: 'Claim' });
    }
    const settled = { policy: id, sequence: 1, effectiveOn: '2026-07-01', settled: { amount: usd('1300.00') } };
    expect((await api.data('lender', SETTLE, { reports: [settled] })).loanReport).toEqual({ accepted: 1 });
    const input = {
      claim: claim.id,
      outcome: 'REJECTED',
      rejectionCode: 'NOT_IN_DEFAULT',
      reason: 'The loan was settled.',
    };
    const { claimDecide } = await api.data('claims', REJECT, { input });
    expect(claimDecide).toEqual({ status: 'CLOSED', policy: { status: 'CLOSED' } });
    await expectInvariants(api.testDatabase.unitOfWork);
  });
});
