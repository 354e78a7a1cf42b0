import { usd } from '../support/requests.js';
import { amountOf, cents, type ModelSale, minMinor, outstanding, owed, pay, received } from './model.js';
import { type Operation, PROBLEM, readSchedule, withStatus } from './operations.js';
import type { World } from './world.js';

const REPORT = `mutation ($reports: [LoanReportInput!]!) {
  loanReport(input: { reports: $reports }) { accepted duplicates rejected { index code } } }`;
const FIGURES =
  'sumInsuredAfter { amount } premiumAfter { amount } premiumRefund { total { amount } } principalReduction { amount }';
const RETURN_PREVIEW = `query ($policy: ID!, $input: OrderReturnInput!) { orderReturnPreview(policy: $policy, input: $input) {
  __typename ... on PolicyChangePreview { token ${FIGURES} } ${PROBLEM} } }`;
const RETURN = `mutation ($key: String!, $policy: ID!, $input: OrderReturnInput!, $token: String) {
  orderReturn(idempotencyKey: $key, policy: $policy, input: $input, token: $token) { __typename ... on PolicyChange { ${FIGURES} } ${PROBLEM} } }`;
const CANCEL_PREVIEW = `query ($policy: ID!, $input: PolicyCancelInput!) { policyCancelPreview(policy: $policy, input: $input) {
  __typename ... on PolicyChangePreview { token ${FIGURES} } ${PROBLEM} } }`;
const CANCEL = `mutation ($key: String!, $policy: ID!, $input: PolicyCancelInput!, $token: String) {
  policyCancel(idempotencyKey: $key, policy: $policy, input: $input, token: $token) { __typename ... on PolicyChange { ${FIGURES} } ${PROBLEM} } }`;
const ADVANCE = 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }';
const CLAIMS_OF = 'query ($id: ID!) { policy(id: $id) { claims { id status } } }';

/** Loans that are being repaid under cover, with no claim on them. */
const running = (world: World): ModelSale[] =>
  world.model.sales.filter(({ status, isSettled, claim }) => status === 'ACTIVE' && !isSettled && !claim);

/** Sends reports twice over and in any order: each counts once. */
async function report(world: World, sale: ModelSale, facts: readonly object[]): Promise<void> {
  const reports = facts.map((fact) => {
    const sequence = sale.sequence;
    sale.sequence += 1;
    return { policy: sale.policy, sequence, effectiveOn: world.model.today, ...fact };
  });
  const sent = [...reports, ...reports].reverse();
  const { loanReport } = await world.api.data('lender', REPORT, { reports: sent });
  expect(loanReport).toEqual({ accepted: facts.length, duplicates: facts.length, rejected: [] });
}

function closeIfPaid(sale: ModelSale): void {
  if (!sale.instalments || owed(sale.instalments) > 0n) return;
  sale.isSettled = true;
  sale.status = 'CLOSED';
}

const repay: Operation = {
  name: 'repay',
  weight: 14,
  on: running,
  run: async (world, sale) => {
    const rows = sale.instalments ?? [];
    const full = owed(rows);
    const amounts = Array.from({ length: world.number(1, 3) }, () => BigInt(world.number(500, 25_000)));
    const facts = amounts.map((minor) => ({ repayment: { amount: usd(amountOf(minor)) } }));
    await report(world, sale, [...facts, { missed: {} }]);
    const total = amounts.reduce((sum, minor) => sum + minor, 0n);
    if (sale.returnedOn === world.model.today) {
      // Of one day, reports count before changes: the return was computed again behind them.
      const before = received(rows);
      await readSchedule(world, sale);
      expect(received(sale.instalments ?? [])).toBe(before + minMinor(total, full));
    } else pay(rows, minMinor(total, full));
    closeIfPaid(sale);
    return `${sale.order} ${amounts.map(amountOf).join(' + ')}`;
  },
};

const settle: Operation = {
  name: 'settle',
  weight: 1,
  on: running,
  run: async (world, sale) => {
    await report(world, sale, [{ settled: { amount: usd(amountOf(outstanding(sale.instalments ?? []))) } }]);
    sale.isSettled = true;
    sale.status = 'CLOSED';
    return sale.order;
  },
};

const wrongReports: Operation = {
  name: 'report nonsense',
  weight: 2,
  on: withStatus('ACTIVE'),
  run: async (world, sale) => {
    const line = (fact: object) => ({
      policy: sale.policy,
      sequence: 900_000,
      effectiveOn: world.model.today,
      ...fact,
    });
    const reports = [
      line({ repayment: { amount: usd('0.00') } }),
      line({ repayment: { amount: { amount: '1.00', currency: 'EUR' } } }),
      line({ missed: {}, effectiveOn: '2027-12-31' }),
      line({}),
    ];
    const { loanReport } = await world.api.data('lender', REPORT, { reports });
    expect([loanReport.accepted, loanReport.duplicates, loanReport.rejected.length]).toEqual([0, 0, 4]);
    const { loanReport: strange } = await world.api.data('dealer', REPORT, { reports: [line({ missed: {} })] });
    expect(strange.rejected).toEqual([{ index: 0, code: 'UNKNOWN_POLICY' }]);
    return sale.order;
  },
};

const orderReturn: Operation = {
  name: 'return a line',
  weight: 3,
  on: (world) => [
    ...running(world).filter(({ returnedOn }) => !returnedOn),
    ...withStatus('PENDING_ACTIVATION')(world).filter(({ returnedOn }) => !returnedOn),
  ],
  run: async (world, sale) => {
    const rows = sale.instalments;
    if (rows && outstanding(rows) < 20_000n) return `${sale.order} has too little left`;
    const input = { lines: [{ sku: 'CABLE', quantity: 1 }] };
    const { policy } = sale;
    const { orderReturnPreview: preview } = await world.api.data('merchant', RETURN_PREVIEW, { policy, input });
    const { __typename: kind, token, ...figures } = preview;
    expect(kind).toBe('PolicyChangePreview');
    const answer = await world.tell('merchant', RETURN, { key: world.newKey(), policy, input, token });
    expect(answer).toEqual({ __typename: 'PolicyChange', ...figures });
    sale.returnedOn = world.model.today;
    sale.premium = cents(figures.premiumAfter.amount);
    sale.sumInsured = cents(figures.sumInsuredAfter.amount);
    if (rows) {
      const before = outstanding(rows);
      await readSchedule(world, sale);
      expect(before - outstanding(sale.instalments ?? [])).toBe(cents(figures.principalReduction.amount));
    }
    await world.refused(['InvalidInput', 'StateConflict'], 'merchant', RETURN, {
      key: world.newKey(),
      policy,
      input: { lines: [{ sku: 'CABLE', quantity: 5 }] },
    });
    return sale.order;
  },
};

const cancel: Operation = {
  name: 'cancel',
  weight: 1,
  on: (world) => [...running(world), ...withStatus('PENDING_ACTIVATION')(world)],
  run: async (world, sale) => {
    const { policy } = sale;
    const input = { reason: 'POLICYHOLDER_REQUEST' };
    const { policyCancelPreview: preview } = await world.api.data('merchant', CANCEL_PREVIEW, { policy, input });
    const { __typename: kind, token, ...figures } = preview;
    expect(kind).toBe('PolicyChangePreview');
    await world.refused(['StateConflict'], 'merchant', CANCEL, { key: world.newKey(), policy, input, token: 'stale' });
    const answer = await world.tell('merchant', CANCEL, { key: world.newKey(), policy, input, token });
    expect(answer).toEqual({ __typename: 'PolicyChange', ...figures });
    expect(cents(figures.premiumRefund.total.amount)).toBeLessThanOrEqual(sale.premium);
    sale.status = 'CANCELLED';
    sale.premium = cents(figures.premiumAfter.amount);
    sale.sumInsured = cents(figures.sumInsuredAfter.amount);
    return `${sale.order} gives back ${figures.premiumRefund.total.amount}`;
  },
};

const advance: Operation = {
  name: 'time passes',
  weight: 9,
  run: async (world) => {
    const { model } = world;
    const days = world.number(1, 35);
    await world.api.data('operator', ADVANCE, { days });
    for (let day = 0; day < days; day += 1) {
      model.nextDay();
      for (const sale of model.claimable()) {
        const { policy } = await world.api.data('claims', CLAIMS_OF, { id: sale.policy });
        expect(policy.claims).toHaveLength(1);
        const { id, status } = policy.claims[0];
        sale.claim = { id, status, approved: 0n, paid: 0n, recovery: undefined };
      }
    }
    return `${days} days, to ${model.today}`;
  },
};

const cancelInVain: Operation = {
  name: 'cancel what is over or claimed',
  weight: 1,
  on: (world) => [
    ...withStatus('CANCELLED', 'NOT_TAKEN_UP', 'CLOSED')(world),
    ...world.model.sales.filter(({ status, claim }) => status === 'ACTIVE' && claim !== undefined),
  ],
  run: async (world, sale) => {
    const variables = { key: world.newKey(), policy: sale.policy, input: { reason: 'POLICYHOLDER_REQUEST' } };
    await world.refused(['StateConflict', 'InvalidInput'], 'merchant', CANCEL, variables);
    return sale.order;
  },
};

export const servicingOperations: readonly Operation[] = [
  repay,
  settle,
  wrongReports,
  orderReturn,
  cancel,
  cancelInVain,
  advance,
];
