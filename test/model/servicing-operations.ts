import { usd } from '../support/requests.js';
import { applyMoratorium } from './hold-operations.js';
import { type Operation, readFigures, running, withStatus } from './operation.js';
import {
  claimableOn,
  credit,
  liveClaim,
  type ModelPayment,
  type ModelSale,
  oldestDue,
  oldestUnpaid,
  outstanding,
  owed,
  pay,
  received,
  taken,
} from './sale.js';
import { amountOf, cents, daysBetween, minMinor, plusDays } from './values.js';
import type { Answer, World } from './world.js';

const REPORT = `mutation ($reports: [LoanReportInput!]!) {
  loanReport(input: { reports: $reports }) { accepted duplicates rejected { index code owed { amount } } } }`;
const CLAIMS_OF = 'query ($id: ID!) { policy(id: $id) { claims { id status } } }';

const FAR_DAYS = 120;

/** Loans that are not paid back yet, whatever became of their cover, unless the insurer has paid for them. */
const open = ({ model }: World): ModelSale[] =>
  model.sales.filter(({ activatedOn, isSettled, isClaimed }) => activatedOn && !isSettled && !isClaimed);

/** Sends reports twice over and the last one first: each counts once, and so many are of more than is owed. */
async function report(world: World, sale: ModelSale, facts: readonly object[], tooMuch = 0): Promise<void> {
  const reports = facts.map((fact) => {
    const sequence = sale.sequence;
    sale.sequence += 1;
    return { policy: sale.policy, sequence, effectiveOn: world.model.today, ...fact };
  });
  const sent = [...reports, ...reports].reverse();
  const { loanReport } = await world.api.data(sale.lender, REPORT, { reports: sent });
  const right = facts.length - tooMuch;
  expect(loanReport).toMatchObject({ accepted: right, duplicates: right });
  expect(loanReport.rejected.map(({ code }: Answer) => code)).toEqual(Array(2 * tooMuch).fill('AMOUNT_EXCEEDS_OWED'));
}

function closeIfPaid(sale: ModelSale): void {
  if (!sale.instalments || owed(sale.instalments) > 0n) return;
  sale.isSettled = true;
  if (sale.status === 'ACTIVE' && !liveClaim(sale)) sale.status = 'CLOSED';
}

const repay: Operation = {
  name: 'repay',
  weight: 100,
  on: (world) => open(world).filter(({ isPayer, claims }) => isPayer || claims.length > 0),
  run: async (world, sale) => {
    const rows = sale.instalments ?? [];
    const [full, before, { today }] = [owed(rows), received(rows), world.model];
    // What was due, the usual thing to pay, or anything.
    const due = owed(rows.filter(({ dueOn }) => dueOn <= today));
    const anything = () => BigInt(world.number(500, 25_000));
    const wished = due > 0n && world.chance(2) ? [due] : Array.from({ length: world.number(1, 3) }, anything);
    const on = world.chance(4) ? plusDays(today, -world.number(1, 10)) : today;
    const effectiveOn = on < (sale.activatedOn ?? today) ? today : on;
    const isBehindChange = sale.changedOn !== undefined && sale.changedOn >= effectiveOn;
    const owedLater = sale.increases.reduce((sum, { on, minor }) => (on >= effectiveOn ? sum + minor : sum), 0n);
    // What a change made more of is not owed before it.
    const sent = (isBehindChange ? wished.filter((minor) => minor * 3n <= full - owedLater) : wished).map(
      (minor, at) => ({
        sequence: sale.sequence + at,
        on: effectiveOn,
        minor,
        settles: false,
        isReversed: false,
      }),
    );
    const paid = isBehindChange ? sent : taken(sale, sent.toReversed());
    const facts = sent.map(({ minor }) => ({ repayment: { amount: usd(amountOf(minor)) }, effectiveOn }));
    await report(world, sale, [...facts, { missed: {} }], sent.length - paid.length);
    sale.payments.push(...paid);
    const total = paid.reduce((sum, { minor }) => sum + minor, 0n);
    if (isBehindChange) {
      await readFigures(world, sale);
      expect(received(sale.instalments ?? [])).toBe(before + total);
    } else {
      pay(rows, minMinor(total, full));
      sale.excess += total - minMinor(total, full);
    }
    closeIfPaid(sale);
    const told = (payments: readonly ModelPayment[]) => payments.map(({ minor }) => amountOf(minor)).join(' + ');
    return `${sale.order} ${told(paid)} of ${told(sent)} on ${effectiveOn}`;
  },
};

const settle: Operation = {
  name: 'settle',
  weight: 10,
  on: open,
  run: async (world, sale) => {
    const minor = outstanding(sale.instalments ?? []);
    const payment = { sequence: sale.sequence, on: world.model.today, minor, settles: true, isReversed: false };
    await report(world, sale, [{ settled: { amount: usd(amountOf(minor)) } }]);
    sale.payments.push(payment);
    sale.isSettled = true;
    if (sale.status === 'ACTIVE' && !liveClaim(sale)) sale.status = 'CLOSED';
    return sale.order;
  },
};

const wrongReports: Operation = {
  name: 'report nonsense',
  weight: 10,
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
      line({ missed: {}, effectiveOn: '2029-12-31' }),
      line({}),
    ];
    await world.withoutTrace(async () => {
      const { loanReport } = await world.api.data(sale.lender, REPORT, { reports });
      expect([loanReport.accepted, loanReport.duplicates, loanReport.rejected.length]).toEqual([0, 0, 4]);
      const { loanReport: strange } = await world.api.data('dealer', REPORT, { reports: [line({ missed: {} })] });
      expect(strange.rejected).toEqual([{ index: 0, code: 'UNKNOWN_POLICY', owed: null }]);
      const much = await world.api.data(sale.lender, REPORT, {
        reports: [line({ repayment: { amount: usd('99999.00') } })],
      });
      const [{ code, owed: shown }] = much.loanReport.rejected;
      expect(code).toBe(sale.isClaimed ? 'LOAN_NOT_ACTIVE' : 'AMOUNT_EXCEEDS_OWED');
      if (sale.isClaimed || sale.changedOn === world.model.today) return;
      expect(cents(shown.amount)).toBe(sale.isSettled ? 0n : owed(sale.instalments ?? []));
    });
    return sale.order;
  },
};

/** Days pass: any number of them, or up to one on which something ends or begins, or the day before or after it. */
const advance: Operation = {
  name: 'time passes',
  weight: 240,
  on: ({ model }) => model.sales.slice(0, 1),
  run: async (world) => {
    const { model } = world;
    const near = model
      .turns()
      .map((day) => daysBetween(model.today, day) + world.number(-1, 1))
      .filter((days) => days >= 1 && days <= FAR_DAYS);
    return pass(world, near.length > 0 && !world.chance(3) ? world.pick(near) : world.number(1, 60));
  },
};

/** The way to a claim, which few lives would find by chance. */
const nobodyPays: Operation = {
  name: 'nobody pays',
  weight: 120,
  on: (world) => running(world).filter((sale) => !sale.isPayer && oldestDue(sale) !== null),
  run: async (world, sale) => {
    const { today } = world.model;
    const days = daysBetween(today, claimableOn(sale, oldestDue(sale) ?? today));
    return pass(world, Math.min(Math.max(days, 1), FAR_DAYS));
  },
};

async function pass(world: World, days: number): Promise<string> {
  await world.gateway.advance(days);
  for (let day = 0; day < days; day += 1) await liveDay(world);
  return `${days} days, to ${world.model.today}`;
}

/** One day of the model; what the gateway alone can say of it is read as it was left. */
async function liveDay(world: World): Promise<void> {
  const { model } = world;
  const inForce = model.sales.filter(({ status }) => status === 'ACTIVE');
  model.nextDay();
  for (const moratorium of model.moratoria) await applyMoratorium(world, moratorium);
  for (const sale of model.claimable()) await openClaim(world, sale);
  for (const sale of inForce) if (sale.status === 'LAPSED' || sale.status === 'CANCELLED') await ended(world, sale);
  model.deposit = model.settle(model.deposit);
}

/** Premium for the days after is not asked for any more. */
async function ended(world: World, sale: ModelSale): Promise<void> {
  const [asked, { invoices, endsOn }] = [sale.premium, sale];
  await readFigures(world, sale);
  expect(sale.premium).toBeLessThanOrEqual(asked);
  const shown = sale.invoices;
  Object.assign(sale, { invoices, endsOn, changedOn: sale.endedOn });
  credit(sale, asked - sale.premium, shown);
}

async function openClaim(world: World, sale: ModelSale): Promise<void> {
  const { policy } = await world.api.data('claims', CLAIMS_OF, { id: sale.policy });
  const known = new Set(sale.claims.map(({ id }) => id));
  const opened = policy.claims.filter(({ id }: { readonly id: string }) => !known.has(id));
  expect(opened).toHaveLength(1);
  const since = oldestUnpaid(sale.instalments ?? []) ?? '';
  const { id, status } = opened[0];
  sale.claims.push({
    id,
    status,
    since,
    approved: 0n,
    paid: 0n,
    overpaid: 0n,
    isCured: false,
    paymentsKnown: 0,
    recovery: undefined,
  });
}

export const servicingOperations: readonly Operation[] = [repay, settle, wrongReports, advance, nobodyPays];
