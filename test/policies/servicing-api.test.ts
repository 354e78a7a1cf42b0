import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

const LOAN_REPORT = `mutation ($reports: [LoanReportInput!]!) {
  loanReport(input: { reports: $reports }) { accepted duplicates rejected { index policy sequence code message } }
}`;
const LOAN = `query ($id: ID!) {
  policy(id: $id) {
    status sumInsured { amount } premium { total { amount } } purposeLock { amount { amount } }
    transactions { sequence kind premiumDelta { amount } reason }
    loan {
      reference status overdueState daysPastDue oldestUnpaidDueOn claimableOn
      principal { amount } outstandingPrincipal { amount }
      schedule { number dueOn total { amount } principal { amount } interest { amount } paidPrincipal { amount } paidInterest { amount } }
    }
  }
}`;
const FIGURES = `summary effectiveOn principalReduction { amount } sumInsuredBefore { amount } sumInsuredAfter { amount }
  premiumRefund { total { amount } lines { kind amount { amount } } } premiumAfter { amount } isRefundWaived`;
const PREVIEW = `query ($policy: ID!, $input: OrderReturnInput!) {
  orderReturnPreview(policy: $policy, input: $input) {
    __typename
    ... on PolicyChangePreview { token ${FIGURES} }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code } }
  }
}`;
const ORDER_RETURN = `mutation ($key: String!, $policy: ID!, $input: OrderReturnInput!, $token: String) {
  orderReturn(idempotencyKey: $key, policy: $policy, input: $input, token: $token) {
    __typename
    ... on PolicyChange { policy { id sumInsured { amount } } ${FIGURES} }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code } }
  }
}`;

let api: TestApi;
let policy: string;
beforeAll(async () => {
  api = await startApi();
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 'q', input: checkoutRequest('ORDER-1') });
  const offer = quoteCreate.offers[0].id;
  const bound = await api.data('merchant', POLICY_BIND, { key: 'b', input: { offer, premiumAtMost: usd('99.00') } });
  policy = bound.policyBind.id;
  expect((await loanOf()).loan).toBeNull();
  await api.data('merchant', POLICY_ACTIVATE, {
    key: 'a',
    input: {
      policy,
      disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'HB-1' },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'ORDER-1', payee: LUMEN },
    },
  });
});
afterAll(() => api.close());

const loanOf = async (by = 'merchant') => (await api.data(by, LOAN, { id: policy })).policy;
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const cable = { lines: [{ sku: 'CABLE', quantity: 1 }] };

it('shows the schedule, takes the feed from the lender, and tells who is behind', async () => {
  expect(await loanOf()).toMatchObject({
    status: 'ACTIVE',
    loan: {
      reference: 'HB-1',
      status: 'ACTIVE',
      overdueState: 'CURRENT',
      daysPastDue: 0,
      oldestUnpaidDueOn: '2026-04-02',
      principal: { amount: '1200.00' },
      outstandingPrincipal: { amount: '1200.00' },
    },
  });
  await advance(32);
  expect((await loanOf('lender')).loan).toMatchObject({ overdueState: 'LATE', daysPastDue: 1 });
  const repayment = { amount: usd('106.62') };
  const reports = [
    { policy, sequence: 1, effectiveOn: '2026-04-02', repayment },
    { policy, sequence: 1, effectiveOn: '2026-04-02', repayment },
    { policy, sequence: 2, effectiveOn: '2026-04-09', repayment },
    { policy, sequence: 3, effectiveOn: '2026-04-02', missed: {} },
    { policy, sequence: 4, effectiveOn: '2026-04-02', repayment, missed: {} },
  ];
  const { loanReport } = await api.data('lender', LOAN_REPORT, { reports });
  expect(loanReport).toEqual({
    accepted: 2,
    duplicates: 1,
    rejected: [
      { index: 2, policy, sequence: 2, code: 'DATE_IN_FUTURE', message: 'must not be after 2026-04-03' },
      {
        index: 4,
        policy,
        sequence: 4,
        code: 'EXACTLY_ONE_FACT',
        message: 'give exactly one of repayment, missed, prepayment, settled, reversed',
      },
    ],
  });
  const { loan } = await loanOf();
  expect(loan).toMatchObject({ overdueState: 'CURRENT', daysPastDue: 0, outstandingPrincipal: { amount: '1105.38' } });
  expect(loan.schedule.slice(0, 2)).toEqual([
    {
      number: 1,
      dueOn: '2026-04-02',
      total: { amount: '106.62' },
      principal: { amount: '94.62' },
      interest: { amount: '12.00' },
      paidPrincipal: { amount: '94.62' },
      paidInterest: { amount: '12.00' },
    },
    {
      number: 2,
      dueOn: '2026-05-02',
      total: { amount: '106.62' },
      principal: { amount: '95.57' },
      interest: { amount: '11.05' },
      paidPrincipal: { amount: '0.00' },
      paidInterest: { amount: '0.00' },
    },
  ]);
});

it('refuses the feed to keys that may not report', async () => {
  const reports = [{ policy, sequence: 9, effectiveOn: '2026-04-02', repayment: { amount: usd('1.00') } }];
  for (const key of ['claims', 'dashboard', 'underwriter']) {
    expect((await api.ask(key, LOAN_REPORT, { reports })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  }
  expect((await api.data('dealer', LOAN_REPORT, { reports })).loanReport.rejected).toMatchObject([
    { code: 'UNKNOWN_POLICY' },
  ]);
});

it('previews a return and carries it out with the same figures, once', async () => {
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const { orderReturnPreview } = await api.data('merchant', PREVIEW, { policy, input: cable });
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  const { token, __typename, ...figures } = orderReturnPreview;
  expect(__typename).toBe('PolicyChangePreview');
  expect(figures).toMatchObject({
    summary: '1 item of order ORDER-1 returned',
    effectiveOn: '2026-04-03',
    principalReduction: { amount: '100.00' },
    sumInsuredBefore: { amount: '1151.48' },
    // 1,151.48 x 1,005.38 / 1,105.38
    sumInsuredAfter: { amount: '1047.31' },
  });
  const variables = { key: 'return-1', policy, input: cable, token };
  const { orderReturn } = await api.data('merchant', ORDER_RETURN, variables);
  expect(orderReturn).toEqual({
    __typename: 'PolicyChange',
    policy: { id: policy, sumInsured: figures.sumInsuredAfter },
    ...figures,
  });
  expect((await api.data('merchant', ORDER_RETURN, variables)).orderReturn).toEqual(orderReturn);
  const after = await loanOf();
  expect(after).toMatchObject({
    sumInsured: { amount: '1047.31' },
    premium: { total: figures.premiumAfter },
    purposeLock: { amount: { amount: '1100.00' } },
    loan: { outstandingPrincipal: { amount: '1005.38' } },
  });
  expect(after.transactions.map(({ kind }: { kind: string }) => kind)).toEqual(['ISSUANCE', 'CHANGE']);
});

it('says what is wrong with a return, and shows nothing of others', async () => {
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const input = { lines: [{ sku: 'CABLE', quantity: 9 }] };
  expect((await api.data('merchant', ORDER_RETURN, { key: 'r', policy, input })).orderReturn).toMatchObject({
    __typename: 'InvalidInput',
    issues: [{ path: 'lines[0].quantity', code: 'MORE_THAN_ORDERED' }],
  });
  expect((await api.data('dealer', ORDER_RETURN, { key: 'r', policy, input: cable })).orderReturn).toEqual({
    __typename: 'NotFound',
    code: 'NOT_FOUND',
    message: 'There is no policy with this id.',
  });
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
});
