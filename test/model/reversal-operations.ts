import { usd } from '../support/requests.js';
import { type Operation, readFigures } from './operation.js';
import { type ModelPayment, type ModelSale, owed, pay } from './sale.js';
import { amountOf, minMinor } from './values.js';
import type { Answer, World } from './world.js';

const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) {
  accepted duplicates waiting { reverses } rejected { code } } }`;

const standing = ({ payments }: ModelSale): ModelPayment[] => payments.filter(({ isReversed }) => !isReversed);
const codesOf = ({ rejected }: Answer): string[] => rejected.map(({ code }: Answer) => code);

async function report(world: World, sale: ModelSale, ...facts: readonly object[]): Promise<Answer> {
  const reports = facts.map((fact) => ({ policy: sale.policy, effectiveOn: world.model.today, ...fact }));
  return (await world.api.data(sale.lender, REPORT, { reports })).loanReport;
}

function nextReversal(sale: ModelSale, sequence: number): object {
  const fact = { sequence: sale.sequence, reversed: { sequence, reason: 'BOUNCED' } };
  sale.sequence += 1;
  return fact;
}

/** The loan as though the payments taken back had never been: by its own schedule, or as it is shown where a change made another. */
async function restate(world: World, sale: ModelSale): Promise<void> {
  const left = standing(sale);
  const isSettled = left.some(({ settles }) => settles);
  if (sale.changedOn !== undefined) {
    await readFigures(world, sale);
    // What changes made it more is another amount by now: of days before them only little is safely owed.
    sale.increases.push({ on: '9999-12-31', minor: owed(sale.instalments ?? []) });
  } else if (!isSettled) {
    const rows = sale.schedule.map((row) => ({ ...row }));
    const [all, paid] = [owed(rows), left.reduce((sum, { minor }) => sum + minor, 0n)];
    pay(rows, minMinor(all, paid));
    Object.assign(sale, { instalments: rows, excess: paid - minMinor(all, paid) });
  }
  if (sale.isClaimed) return;
  const wasSettled = sale.isSettled;
  sale.isSettled = isSettled || owed(sale.instalments ?? []) === 0n;
  if (wasSettled && !sale.isSettled && sale.status === 'CLOSED') sale.status = 'ACTIVE';
}

const bounce: Operation = {
  name: 'a payment bounces',
  weight: 60,
  on: ({ model }) => model.sales.filter((sale) => standing(sale).length > 0),
  run: async (world, sale) => {
    const payment = world.pick(standing(sale));
    const told = `${sale.order} ${amountOf(payment.minor)} of ${payment.on}`;
    const reversal = nextReversal(sale, payment.sequence);
    // Two people find out, at once or one after the other, or one says it twice.
    const rivals = world.chance(3)
      ? await Promise.all([report(world, sale, reversal), report(world, sale, nextReversal(sale, payment.sequence))])
      : [await report(world, sale, reversal, reversal)];
    const accepted = rivals.reduce((sum: number, answer) => sum + answer.accepted, 0);
    const codes = rivals.flatMap(codesOf);
    if (codes.includes('LIMIT_EXCEEDED')) {
      expect([sale.status, accepted]).toEqual(['CLOSED', 0]);
      return `${told}, without room`;
    }
    expect([accepted, codes]).toEqual([1, rivals.length === 1 ? [] : ['ALREADY_REVERSED']]);
    payment.isReversed = true;
    await restate(world, sale);
    return told;
  },
};

const bounceEarly: Operation = {
  name: 'a payment bounces before it comes',
  weight: 15,
  on: ({ model }) => model.sales.filter(({ activatedOn, isClaimed }) => activatedOn && !isClaimed),
  run: async (world, sale) => {
    const sequence = sale.sequence;
    sale.sequence += 1;
    const fact = world.chance(2) ? 'repayment' : 'settled';
    const answer = await report(world, sale, nextReversal(sale, sequence));
    expect(answer).toEqual({ accepted: 1, duplicates: 0, waiting: [{ reverses: sequence }], rejected: [] });
    expect(await report(world, sale, { sequence, [fact]: { amount: usd('99999.00') } })).toMatchObject({ accepted: 1 });
    return sale.order;
  },
};

const wrongReversals: Operation = {
  name: 'take nonsense back',
  weight: 10,
  on: ({ model }) => model.sales.filter(({ payments }) => payments.length > 0),
  run: async (world, sale) => {
    const gone = sale.payments.find(({ isReversed }) => isReversed);
    const wrong = [world.model.sales.length + 900_000, gone?.sequence ?? 900_001, 0].map((sequence, at) => ({
      sequence: 900_000 + at,
      effectiveOn: at === 0 ? '2029-12-31' : world.model.today,
      reversed: { sequence, reason: 'ERROR' },
    }));
    await world.withoutTrace(async () => {
      const answer = await report(world, sale, ...wrong);
      expect([answer.accepted, answer.duplicates, answer.rejected.length]).toEqual([0, 0, 3]);
    });
    return sale.order;
  },
};

export const reversalOperations: readonly Operation[] = [bounce, bounceEarly, wrongReversals];
