import type { Transaction } from '../database/unit-of-work.js';
import type { CalendarDate } from '../kernel/index.js';
import { postponedDate } from '../policies/loan-row.js';
import { loanFromStored } from '../underwriting/loan-request.js';
import type { ProductTerms } from '../underwriting/terms.js';
import type { AskedMoratorium, MoratoriumInput } from './moratorium-request.js';
import { movingPolicies, type ReachedPolicies, reachedPolicies } from './moratorium-rows.js';

/** What a moratorium would reach in all, and which instalments it would move. */
export interface MoratoriumTotals {
  readonly policies: number;
  /** Of those, whose product stops claims for this reason. */
  readonly stoppedPolicies: number;
  /** Policies with an instalment that falls due within the period. */
  readonly movingPolicies: number;
  readonly instalments: number;
  readonly firstDueOn: CalendarDate | null;
  readonly lastDueOn: CalendarDate | null;
  readonly examples: readonly MovingExample[];
}

export interface MovingExample {
  readonly policyId: string;
  readonly number: string;
  readonly dueOn: CalendarDate;
  readonly postponedTo: CalendarDate;
}

const EXAMPLES = 20;
const STANDING = { movingPolicies: 0, instalments: 0, firstDueOn: null, lastDueOn: null, examples: [] };

interface TotalsSetting {
  readonly input: MoratoriumInput;
  readonly at: Date;
  terms(productVersionId: string): Promise<ProductTerms>;
}

export async function totalsOf(
  tx: Transaction,
  asked: AskedMoratorium,
  { input, at, terms }: TotalsSetting,
): Promise<MoratoriumTotals> {
  const rows = await reachedPolicies(tx, asked, at);
  const sum = (of: (row: ReachedPolicies) => number) => rows.reduce((all, row) => all + of(row), 0);
  const stops = await Promise.all(
    rows.map(async ({ productVersionId }) => {
      const reasons: readonly string[] = (await terms(productVersionId)).changes.holdStopsClaims;
      return reasons.includes(input.reason);
    }),
  );
  const counts = {
    policies: sum(({ policies }) => policies),
    stoppedPolicies: rows.reduce((all, { policies }, index) => all + (stops[index] ? policies : 0), 0),
  };
  const count = input.postponeMonths;
  if (count === null) return { ...counts, ...STANDING };
  const moving = await movingPolicies(tx, asked, { at, limit: EXAMPLES });
  return {
    ...counts,
    movingPolicies: sum((row) => row.movingPolicies),
    instalments: sum(({ instalments }) => instalments),
    firstDueOn: rows.flatMap(({ firstDueOn }) => firstDueOn ?? []).sort()[0] ?? null,
    lastDueOn:
      rows
        .flatMap(({ lastDueOn }) => lastDueOn ?? [])
        .sort()
        .at(-1) ?? null,
    examples: moving.map(({ terms: stored, ...policy }) => {
      const by = { unit: 'MONTH', count } as const;
      const move = { dueFrom: policy.dueOn, dueThrough: null, by, isInterestCharged: input.isInterestCharged };
      return { ...policy, postponedTo: postponedDate(policy.dueOn, move, loanFromStored(stored)) };
    }),
  };
}
