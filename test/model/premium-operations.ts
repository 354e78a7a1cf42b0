import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { LUMEN, usd } from '../support/requests.js';
import { type Operation, PROBLEM, readPolicy } from './operation.js';
import type { ModelSale } from './sale.js';
import { SHARED } from './shared-programme.js';
import { amountOf, cents, minMinor } from './values.js';
import type { Answer } from './world.js';

const RECORD = `mutation ($key: String!, $input: PremiumPaymentRecordInput!) {
  premiumPaymentRecord(idempotencyKey: $key, input: $input) { __typename
    ... on PremiumPayment { id amount { amount } unallocated { amount } } ${PROBLEM} } }`;
const RECORD_PREVIEW = `query ($input: PremiumPaymentRecordPreviewInput!) { premiumPaymentRecordPreview(input: $input) { __typename
  ... on PremiumPaymentPreview { token amount { amount } unallocated { amount } parts { amount { amount } } } } }`;
const REVERSE = `mutation ($key: String!, $input: PremiumPaymentReverseInput!) {
  premiumPaymentReverse(idempotencyKey: $key, input: $input) { __typename
    ... on PremiumPayment { amount { amount } reverses } ${PROBLEM} } }`;
const REVERSE_PREVIEW = `query ($input: PremiumPaymentReverseInput!) { premiumPaymentReversePreview(input: $input) { __typename
  ... on PremiumPaymentReversePreview { token amount { amount } deposit { amount } reopened { amount { amount } } netted { amount { amount } } } } }`;
const REPAY = `mutation ($key: String!, $input: PremiumRepayInput!) {
  premiumRepay(idempotencyKey: $key, input: $input) { __typename ... on PartnerPayout { amount { amount } } ${PROBLEM} } }`;
const REPAY_PREVIEW = `query ($input: PremiumRepayPreviewInput!) { premiumRepayPreview(input: $input) { __typename
  ... on PremiumRepayPreview { token amount { amount } open { amount } } } }`;
const COMMISSION = `mutation ($key: String!, $input: CommissionPayoutInput!) {
  commissionPayout(idempotencyKey: $key, input: $input) { __typename ... on PartnerPayout { amount { amount } } ${PROBLEM} } }`;
const PREVIEW = `query ($input: CommissionPayoutPreviewInput!) { commissionPayoutPreview(input: $input) { __typename
  ... on CommissionPayoutPreview { payable { amount } token } } }`;

const SETTLE = `mutation ($key: String!, $input: CoInsuranceSettleInput!) {
  coInsuranceSettle(idempotencyKey: $key, input: $input) { __typename
    ... on CoInsuranceSettlement { amount { amount } payer payee } ${PROBLEM} } }`;
const SETTLE_PREVIEW = `query ($input: CoInsuranceSettlePreviewInput!) { coInsuranceSettlePreview(input: $input) { __typename
  ... on CoInsuranceSettlePreview { amount { amount } payer payee token } } }`;
const DUE = `query ($follower: ID!) { ledger(insurer: $follower) {
  trialBalance(currency: "USD") { accounts { account { code } balance { amount } } } } }`;

/** Pays for one policy or for the partner's oldest invoices: too little, as much as is open, or too much. */
const payPremium: Operation = {
  name: 'pay premium',
  weight: 60,
  on: ({ model }) => model.sales.filter(({ invoices }) => invoices.length > 0),
  run: async (world, sale) => {
    const { model } = world;
    const policy = world.chance(2) ? sale.policy : undefined;
    const open = model.openInvoices(policy).reduce((sum, invoice) => sum + invoice.open, 0n);
    const minor = world.pick([open, open / 2n, open + 250n, BigInt(world.number(1, 900))]) || 1n;
    const reference = world.newKey();
    const input = { partner: LUMEN, policy, amount: usd(amountOf(minor)), receivedOn: model.today, reference };
    const look = await world.look(RECORD_PREVIEW, input, { who: 'claims', mutation: RECORD, input });
    const answer = await world.act(look.command);
    const left = model.settle(minor, policy);
    expect(look.figures).toMatchObject({ amount: answer.amount, unallocated: { amount: amountOf(left) } });
    expect(sumOf(look.figures.parts)).toBe(minor - left);
    expect(answer).toMatchObject({ amount: { amount: amountOf(minor) }, unallocated: { amount: amountOf(left) } });
    model.premiumPayments.push({ id: answer.id, minor });
    model.cash.premium += minor;
    model.deposit += left;
    return `${amountOf(minor)} for ${policy ? sale.order : 'the oldest'}`;
  },
};

/** A payment that did not hold: what it settled is open again. Which of it was a deposit, the invoices say. */
const reversePayment: Operation = {
  name: 'take a payment back',
  weight: 20,
  on: ({ model }) => (model.premiumPayments.length > 0 ? model.sales.slice(0, 1) : []),
  run: async (world) => {
    const { model } = world;
    const payment = world.pick(model.premiumPayments);
    const input = { payment: payment.id, reason: 'Returned by the bank' };
    const command = { who: 'claims', mutation: REVERSE, input };
    const before = owedOf(model.sales);
    const look = await world.look(REVERSE_PREVIEW, input, command);
    const answer = await world.act(look.command);
    expect(answer).toMatchObject({ amount: { amount: amountOf(-payment.minor) }, reverses: payment.id });
    for (const sale of model.sales) if (sale.activatedOn) await readPolicy(world, sale);
    model.premiumPayments.splice(model.premiumPayments.indexOf(payment), 1);
    model.cash.premium -= payment.minor;
    const reopened = owedOf(model.sales) - before;
    model.deposit -= payment.minor - reopened;
    expect([sumOf(look.figures.reopened), cents(look.figures.deposit.amount)]).toEqual([
      reopened,
      payment.minor - reopened,
    ]);
    await world.refused(['StateConflict'], command);
    return amountOf(payment.minor);
  },
};

const sumOf = (parts: readonly Answer[]): bigint => parts.reduce((sum, { amount }) => sum + cents(amount.amount), 0n);

const openOf = (sales: readonly ModelSale[]): bigint =>
  sales
    .flatMap(({ invoices }) => invoices)
    .reduce((sum, { kind, open }) => (kind === 'INVOICE' ? sum + open : sum), 0n);

/** What is asked for, less what is to be paid back: netting one with the other does not change it. */
const owedOf = (sales: readonly ModelSale[]): bigint =>
  sales
    .flatMap(({ invoices }) => invoices)
    .reduce((sum, { kind, open }) => (kind === 'INVOICE' ? sum + open : sum - open), 0n);

/** Credit notes are paid out, less what the same policy still owes. */
const repayPremium: Operation = {
  name: 'repay premium',
  weight: 20,
  on: ({ model }) =>
    model.sales
      .filter(({ invoices }) => invoices.some(({ kind, open }) => kind === 'CREDIT_NOTE' && open > 0n))
      .slice(0, 1),
  run: async (world) => {
    const { model } = world;
    const notes = repayable(model.sales);
    const minor = notes.reduce((sum, note) => sum + note.minor, 0n);
    const input = { partner: LUMEN, currency: 'USD', paidOn: model.today, reference: world.newKey() };
    const command = { who: 'claims', mutation: REPAY, input };
    if (minor === 0n) {
      await world.refused(['StateConflict'], command);
      return 'nothing';
    }
    const tooMuch = { ...input, amount: usd(amountOf(minor + 1n)) };
    await world.refused(['LimitExceeded'], { ...command, input: tooMuch });
    const look = await world.look(REPAY_PREVIEW, { partner: LUMEN, currency: 'USD' }, command);
    expect(look.figures.amount.amount).toBe(amountOf(minor));
    const answer = await world.act(look.command);
    expect(answer).toEqual({ __typename: 'PartnerPayout', amount: { amount: amountOf(minor) } });
    for (const note of notes) note.invoice.open -= note.minor;
    model.cash.repaid += minor;
    return amountOf(minor);
  },
};

function repayable(sales: readonly ModelSale[]) {
  return sales.flatMap(({ invoices }) => {
    let due = openOf([{ invoices } as ModelSale]);
    const notes = invoices.filter(({ kind, open }) => kind === 'CREDIT_NOTE' && open > 0n);
    return notes.map((invoice) => {
      const held = minMinor(invoice.open, due);
      due -= held;
      return { invoice, minor: invoice.open - held };
    });
  });
}

const payCommission: Operation = {
  name: 'pay commission',
  weight: 10,
  on: ({ model }) => model.sales.filter(({ activatedOn }) => activatedOn).slice(0, 1),
  run: async (world) => {
    const asked = { partner: LUMEN, currency: 'USD' };
    const input = { ...asked, paidOn: world.model.today, reference: world.newKey() };
    const step = { who: 'claims', mutation: COMMISSION, input };
    const { figures, command } = await world.look(PREVIEW, asked, step);
    const { payable } = figures;
    if (cents(payable.amount) === 0n) {
      await world.refused(['StateConflict'], command);
      return 'nothing';
    }
    const answer = await world.act(command);
    expect(answer).toEqual({ __typename: 'PartnerPayout', amount: payable });
    world.model.cash.commission += cents(payable.amount);
    return payable.amount;
  },
};

/** What the follower's books say it has to get, or to pay, is settled. */
const settleCoInsurance: Operation = {
  name: 'settle co-insurance',
  weight: 30,
  on: ({ model }) =>
    model.sales.filter(({ programme, activatedOn }) => programme === SHARED && activatedOn).slice(0, 1),
  run: async (world) => {
    const { northwind: leader, alder: follower } = SANDBOX_IDS;
    const due = async (): Promise<bigint> => {
      const { accounts } = (await world.api.data('operator', DUE, { follower })).ledger.trialBalance;
      const line = accounts.find((one: Answer) => one.account.code === 'CO_INSURANCE_DUE');
      return line ? cents(line.balance.amount) : 0n;
    };
    const owed = await due();
    const asked = { follower, currency: 'USD' };
    const input = { ...asked, paidOn: world.model.today, reference: world.newKey() };
    const look = await world.look(SETTLE_PREVIEW, asked, { who: 'claims', mutation: SETTLE, input });
    if (owed === 0n) {
      await world.refused(['StateConflict'], look.command);
      return 'nothing';
    }
    const [payer, payee] = owed > 0n ? [leader, follower] : [follower, leader];
    const settled = { amount: { amount: amountOf(owed).replace('-', '') }, payer, payee };
    expect(look.figures).toMatchObject(settled);
    expect(await world.act(look.command)).toEqual({ __typename: 'CoInsuranceSettlement', ...settled });
    expect(await due()).toBe(0n);
    return amountOf(owed);
  },
};

export const premiumOperations: readonly Operation[] = [
  payPremium,
  reversePayment,
  repayPremium,
  payCommission,
  settleCoInsurance,
];
