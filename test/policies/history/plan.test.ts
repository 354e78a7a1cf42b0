import fc from 'fast-check';
import { type CalendarDate, currencyCode, type Result } from '../../../src/kernel/index.js';
import { type Cover, foldCover, termOf, totalOf } from '../../../src/policies/history/cover.js';
import {
  type HistoryPlan,
  type PlanProblem,
  type PolicyHistory,
  planTransaction,
} from '../../../src/policies/history/plan.js';
import type { StepRequest } from '../../../src/policies/history/step.js';
import type { LoanEntry } from '../../../src/policies/loan-entry.js';
import { serviceLoan } from '../../../src/policies/servicing.js';
import type { ScenarioChange } from '../../../src/scenarios/contract/index.js';
import { type ChangeTerms, USUAL_CHANGE_TERMS } from '../../../src/underwriting/change-terms.js';
import { date, entry, loanOf } from '../loan-fixture.js';
import { coverOf } from './cover-fixture.js';

/** Takes `minor` of the principal back. */
const giveBackGoods: ScenarioChange = {
  name: 'goodsReturn',
  description: '',
  input: Object,
  apply: (risk, input, { outstandingPrincipalMinor }) => {
    const asked = BigInt((input as { minor: string }).minor);
    const reductionMinor = asked < outstandingPrincipalMinor ? asked : outstandingPrincipalMinor;
    if (reductionMinor === 0n) {
      return { ok: false, error: [{ path: 'lines', code: 'NOTHING_TO_REDUCE', message: 'nothing is left' }] };
    }
    return { ok: true, value: { risk: { ...risk, [String(input)]: 1 }, reductionMinor, summary: 'returned' } };
  },
};

const PAID: readonly LoanEntry[] = Array.from({ length: 12 }, (_, at) =>
  entry(at + 1, 'REPAYMENT', `2026-${String(at + 1).padStart(2, '0')}-01`, 10_662n),
);

const historyOf = (changes: Partial<PolicyHistory> = {}): PolicyHistory => ({
  issued: coverOf(),
  steps: [],
  nextSequence: 2,
  loan: { terms: loanOf(), entries: PAID.slice(0, 2) },
  rules: {
    refund: { method: 'PRO_RATA', freeLookDays: 14, minimumMinor: '0' },
    changes: { ...USUAL_CHANGE_TERMS, prepayment: 'COVER_FOLLOWS' },
    insures: 'PRINCIPAL_AND_INTEREST',
    insuredPercentage: '0.9',
    instalments: { minimum: 2, maximum: 60 },
  },
  originalPrincipalMinor: 120_000n,
  indemnityPaidMinor: 0n,
  currency: currencyCode('EUR'),
  scenarioChange: () => giveBackGoods,
  ...changes,
});

const goods = (minor: string): StepRequest => ({ change: 'RETURN', name: 'goodsReturn', input: { minor } });
const prepayment = (amountMinor: string): StepRequest => ({
  change: 'PREPAYMENT',
  amountMinor,
  settles: false,
  sequence: null,
});
const extension = (dueFrom: string, months: number): StepRequest => ({
  change: 'EXTENSION',
  dueFrom: date(dueFrom),
  dueThrough: null,
  by: { unit: 'MONTH', count: months },
  isInterestCharged: true,
});
const rescheduling = (instalments: number, firstDueOn: string): StepRequest => ({
  change: 'RESCHEDULING',
  instalments,
  firstDueOn: date(firstDueOn),
  annualRate: '0.12',
  method: 'LEVEL_PAYMENT',
});

/** The history after a plan was written. */
function recorded(history: PolicyHistory, plan: HistoryPlan): PolicyHistory {
  const taken = new Set(plan.reversed.map(({ sequence }) => sequence));
  const placed = plan.placed.map(({ step }) => ({ ...step, id: `ptx_${step.sequence}` }));
  const kept = (history.loan?.entries ?? []).filter(
    ({ source, sequence }) => source === 'SERVICER' || !taken.has(Number(sequence)),
  );
  const entries = placed.flatMap(({ entry: content, on, sequence }) =>
    content ? [{ source: 'CHANGE', sequence: BigInt(sequence), effectiveOn: on, ...content } as const] : [],
  );
  return {
    ...history,
    steps: [...history.steps.filter(({ sequence }) => !taken.has(sequence)), ...placed],
    nextSequence: history.nextSequence + plan.reversed.length + placed.length,
    loan: history.loan && { ...history.loan, entries: [...kept, ...entries] },
  };
}

interface Asked {
  readonly on: CalendarDate;
  readonly request: StepRequest;
}

/** All of them recorded in this order, or the first problem. */
function record(asked: readonly Asked[], start = historyOf()): Result<PolicyHistory, PlanProblem> {
  let history = start;
  for (const { on, request } of asked) {
    const plan = planTransaction(history, request, on);
    if (!plan.ok) return plan;
    history = recorded(history, plan.value);
  }
  return { ok: true, value: history };
}

const coverAfter = ({ issued, steps }: PolicyHistory): Cover => foldCover(issued, steps);

function plan(history: PolicyHistory, request: StepRequest, on: string): HistoryPlan {
  const result = planTransaction(history, request, date(on));
  if (!result.ok)
    throw new Error(JSON.stringify(result.error, (_, value) => (typeof value === 'bigint' ? String(value) : value)));
  return result.value;
}

describe('planTransaction', () => {
  it('charges an extension for the balance it leaves owed longer, and moves the end of cover', () => {
    const { before, after, placed } = plan(historyOf(), extension('2026-04-01', 1), '2026-03-10');
    // Day 100 of 426 leaves 38.26 unearned. The principal not yet due is owed 30 or 31 days longer, each part of it.
    const [step] = placed.map((one) => one.step);
    expect(step?.unearnedMinor).toBe(3_826n);
    expect(termOf(before).endsOn).toBe('2027-01-31');
    expect(termOf(after)).toMatchObject({ startsOn: '2026-03-11', endsOn: '2027-03-03' });
    expect(totalOf(after.premiumLines) - totalOf(before.premiumLines)).toBe(chargeForOneMonth());
    // The interest for the days won is insured too: 9.16 x 90 %.
    expect(after.sumInsuredMinor - before.sumInsuredMinor).toBe(824n);
  });

  /** Unearned 38.26 x balance time after / before - 38.26, computed apart. */
  const chargeForOneMonth = (): bigint => {
    const principal = [9749n, 9846n, 9945n, 10044n, 10145n, 10246n, 10348n, 10452n, 10554n];
    const days = (text: string): bigint => BigInt((Date.parse(text) - Date.parse('2026-03-10')) / 86_400_000);
    const due = (at: number): string => new Date(Date.UTC(2026, at, 1)).toISOString().slice(0, 10);
    const time = (shift: number) => principal.reduce((sum, minor, at) => sum + minor * days(due(3 + at + shift)), 0n);
    const charge = (Number(time(1) - time(0)) / Number(time(0))) * 3_826;
    return BigInt(Math.round(charge));
  };

  it('puts a change before later ones: they are taken back and computed again', () => {
    const first = record([{ on: date('2026-04-10'), request: goods('30000') }]);
    if (!first.ok) throw new Error('refused');
    const { reversed, placed, after } = plan(first.value, goods('20000'), '2026-03-10');
    expect(reversed.map(({ sequence }) => sequence)).toEqual([2]);
    expect(placed.map(({ step }) => [step.sequence, step.on, step.change])).toEqual([
      [4, '2026-03-10', 'RETURN'],
      [5, '2026-04-10', 'RETURN'],
    ]);
    const inOrder = record([
      { on: date('2026-03-10'), request: goods('20000') },
      { on: date('2026-04-10'), request: goods('30000') },
    ]);
    if (!inOrder.ok) throw new Error('refused');
    expect(after).toEqual(coverAfter(inOrder.value));
  });

  it('refuses what would make a later change impossible, and names it', () => {
    const first = record([{ on: date('2026-05-10'), request: extension('2026-08-01', 2) }]);
    if (!first.ok) throw new Error('refused');
    const problem = planTransaction(first.value, rescheduling(3, '2026-04-10'), date('2026-03-20'));
    expect(problem).toMatchObject({
      ok: false,
      error: {
        kind: 'LATER',
        later: { sequence: 2 },
        issues: [{ path: 'extension.dueFrom', code: 'NOTHING_TO_POSTPONE' }],
      },
    });
  });

  describe('ends a loan by the longest term of its product', () => {
    const within = (changes: Partial<ChangeTerms>): PolicyHistory => {
      const history = historyOf();
      return { ...history, rules: { ...history.rules, changes: { ...history.rules.changes, ...changes } } };
    };
    const on = date('2026-03-15');
    // The first instalment is due on 1 January 2026, the last one on 1 December.
    it.each([
      ['18 months after its first due date', { lastDueWithinMonths: 18 }, 15, true],
      ['and not a month later', { lastDueWithinMonths: 18 }, 16, false],
      ['where a new loan, extended as far as can be, would end', {}, 68, true],
      ['and not beyond', {}, 69, false],
    ])('%s', (_, changes, instalments, fits) => {
      const planned = planTransaction(within(changes), rescheduling(instalments, '2026-05-01'), on);
      expect(planned.ok).toBe(fits);
      if (planned.ok) return;
      expect(planned.error).toMatchObject({
        kind: 'REFUSED',
        issues: [{ path: 'rescheduling.instalments', code: 'TERM_TOO_LONG' }],
      });
    });

    it('counts every extension from the same first due date', () => {
      const changes = { lastDueWithinMonths: 13 };
      const first = planTransaction(within(changes), extension('2026-06-01', 2), on);
      if (!first.ok) throw new Error('refused');
      const again = recorded(within(changes), first.value);
      expect(planTransaction(again, extension('2026-08-01', 1), on)).toMatchObject({
        ok: false,
        error: { issues: [{ path: 'extension.by', code: 'TERM_TOO_LONG' }] },
      });
    });
  });

  it('refuses changes after a cancellation that counts from before them', () => {
    const first = record([{ on: date('2026-05-10'), request: goods('1000') }]);
    if (!first.ok) throw new Error('refused');
    const cancelled: StepRequest = {
      change: 'CANCELLATION',
      reason: 'POLICYHOLDER_REQUEST',
      by: 'POLICYHOLDER',
      noticeGivenOn: null,
    };
    expect(planTransaction(first.value, cancelled, date('2026-05-01'))).toMatchObject({
      ok: false,
      error: { kind: 'LATER', later: { sequence: 2, change: 'RETURN' } },
    });
  });
});

const anyAsked: fc.Arbitrary<readonly Asked[]> = fc
  .uniqueArray(fc.integer({ min: 100, max: 300 }), { minLength: 1, maxLength: 5 })
  .chain((days) =>
    fc.tuple(
      ...days.map((day) =>
        fc
          .oneof(
            fc.bigInt(1n, 20_000n).map((minor) => goods(String(minor))),
            fc.bigInt(1n, 60_000n).map((minor) => prepayment(String(minor))),
            fc.integer({ min: 1, max: 3 }).map((months) => extension(dayText(day), months)),
            fc.integer({ min: 2, max: 24 }).map((count) => rescheduling(count, dayText(day + 40))),
            fc.constant<StepRequest>({ change: 'CORRECTION', obligorReference: `o-${day}` }),
          )
          .map((request): Asked => ({ on: dayText(day), request })),
      ),
    ),
  );

const dayText = (day: number): CalendarDate => date(new Date(Date.UTC(2025, 11, 1 + day)).toISOString().slice(0, 10));

describe('properties of a history', () => {
  it('ends in the same cover and loan whatever the order in which changes become known', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyAsked, fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), (asked, keys) => {
        const shuffled = asked
          .map((one, at) => ({ one, key: keys[at] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const inOrder = record([...asked].sort((a, b) => (a.on < b.on ? -1 : 1)));
        const outOfOrder = record(shuffled);
        // An order in which something is refused on the way says nothing about the end.
        if (!inOrder.ok || !outOfOrder.ok) return;
        compared += 1;
        expect(coverAfter(outOfOrder.value)).toEqual(coverAfter(inOrder.value));
        const loanAfter = ({ loan }: PolicyHistory) => serviceLoan(loanOf(), loan?.entries ?? []);
        expect(loanAfter(outOfOrder.value)).toEqual(loanAfter(inOrder.value));
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('never gives back more than is unearned, nor insures less than nothing', () => {
    fc.assert(
      fc.property(anyAsked, (asked) => {
        const history = record([...asked].sort((a, b) => (a.on < b.on ? -1 : 1)));
        if (!history.ok) return;
        const cover = coverAfter(history.value);
        expect(cover.sumInsuredMinor >= 0n).toBe(true);
        expect(totalOf(cover.premiumLines)).toBe(cover.written.reduce((sum, { minor }) => sum + minor, 0n));
        for (const { minor } of cover.premiumLines) expect(minor >= 0n).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
