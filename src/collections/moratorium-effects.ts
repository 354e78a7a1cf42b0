import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { type Instalment, Policy } from '../entities/index.js';
import { type CalendarDate, type Clock, laterOf, outcomeOf, today } from '../kernel/index.js';
import { figuresOf, type PolicyChange } from '../policies/change-proposal.js';
import { claimableFrom } from '../policies/delinquency.js';
import type { LapseOptions } from '../policies/lapse-service.js';
import { postponedDate } from '../policies/loan-row.js';
import { instalmentsOfLoans, loansOfPolicies } from '../policies/loan-rows.js';
import { requireCapacity } from '../policies/plan-capacity.js';
import { loanFromStored } from '../underwriting/loan-request.js';
import { stopsClaims } from './holding.js';
import {
  type HeldPolicy,
  type Postponement,
  type PostponementTerms,
  planPostponement,
} from './moratorium-postponement.js';
import type { AskedMoratorium, MoratoriumInput } from './moratorium-request.js';
import { firstPolicies } from './moratorium-rows.js';
import { AT_ONCE } from './moratorium-sweep.js';

/** What a moratorium would do to one policy now. Minor units of its currency. */
export interface MoratoriumEffect {
  readonly policyId: string;
  readonly number: string;
  readonly currency: string;
  readonly stopsClaims: boolean;
  readonly instalments: number;
  /** Unpaid principal and interest of those. */
  readonly postponedMinor: bigint;
  /** What follows for cover and premium; null when nothing is postponed. */
  readonly change: PolicyChange | null;
  /** Why nothing can be postponed; the policy is held all the same. */
  readonly refusal: string | null;
  /** Null when all is paid. */
  readonly claimableOnBefore: CalendarDate | null;
  readonly claimableOnAfter: CalendarDate | null;
  /** Premium asked for by the last day and open, of which nobody is reminded meanwhile. */
  readonly heldPremiumMinor: bigint;
}

/** What the order does itself; the sweep does the same to whoever is left. */
export interface MoratoriumEffects {
  /** Whether these are all that it reaches now. */
  readonly isAll: boolean;
  readonly effects: readonly MoratoriumEffect[];
}

export interface EffectSetting extends Pick<LapseOptions, 'catalogue' | 'scenarios'> {
  readonly clock: Clock;
  readonly input: MoratoriumInput;
  /** The organisation that orders it. */
  readonly by: string;
}

const POLICIES = {
  name: 'moratorium.policies',
  text: `SELECT ${selectList(Policy)} FROM policy WHERE id = ANY ($1) ORDER BY id`,
};
const OPEN_PREMIUM = {
  name: 'moratorium.openPremium',
  text: `SELECT policy_id AS "policyId", sum(amount_minor - settled_minor)::bigint AS minor FROM premium_invoice
         WHERE policy_id = ANY ($1) AND kind = 'INVOICE' AND settled_minor < amount_minor AND due_on <= $2 GROUP BY policy_id`,
};

const unpaidOf = ({ principalMinor, interestMinor, paidPrincipalMinor, paidInterestMinor }: Instalment): bigint =>
  principalMinor + interestMinor - paidPrincipalMinor - paidInterestMinor;

const termsOf = ({ from, until, postponeMonths, isInterestCharged }: MoratoriumInput): PostponementTerms => ({
  heldFrom: from,
  heldUntil: until,
  postponeMonths,
  isInterestCharged,
});

/** When a claim could be made before and after: later by the days that stop the overdue, and with the instalment that is due first. */
function claimableDates(
  { loan, on }: HeldPolicy,
  { input, stops, postponement }: { input: MoratoriumInput; stops: boolean; postponement: Postponement | undefined },
): Pick<MoratoriumEffect, 'claimableOnBefore' | 'claimableOnAfter'> {
  const oldest = loan.oldestUnpaidDueOn as CalendarDate | null;
  if (oldest === null) return { claimableOnBefore: null, claimableOnAfter: null };
  const { from, until, postponeMonths: count, isInterestCharged } = input;
  const isMoved = count !== null && postponement?.moving[0]?.dueOn === oldest;
  const by = { unit: 'MONTH', count: count ?? 0 } as const;
  const move = { dueFrom: from, dueThrough: null, by, isInterestCharged };
  const dueOn = isMoved ? postponedDate(oldest, move, loanFromStored(loan.terms)) : oldest;
  const stopped = stops ? [{ from: laterOf(from, on), until }] : [];
  return { claimableOnBefore: claimableFrom(oldest, loan), claimableOnAfter: claimableFrom(dueOn, loan, stopped) };
}

async function effectOn(
  tx: Transaction,
  held: HeldPolicy,
  { input, by, heldPremiumMinor, ...options }: EffectSetting & { readonly heldPremiumMinor: bigint },
): Promise<MoratoriumEffect> {
  const { policy } = held;
  const terms = await options.catalogue.terms(policy.productVersionId);
  const stops = await stopsClaims(tx, { policy, terms }, { reason: input.reason, by });
  const planned = await outcomeOf(async () => {
    const postponement = await planPostponement(tx, held, { terms: termsOf(input), ...options });
    if (postponement) await requireCapacity(tx, policy.id, postponement.plan);
    return postponement;
  });
  const postponement = planned.ok ? planned.value : undefined;
  const moving = postponement?.moving ?? [];
  return {
    policyId: policy.id,
    number: policy.number,
    currency: policy.currency,
    stopsClaims: stops,
    instalments: moving.length,
    postponedMinor: moving.reduce((sum, row) => sum + unpaidOf(row), 0n),
    change: postponement ? figuresOf({ policy }, postponement.plan) : null,
    refusal: planned.ok ? null : planned.error.message,
    ...claimableDates(held, { input, stops, postponement }),
    heldPremiumMinor,
  };
}

/**
 * What its order would do at once, policy by policy. Bounded however large the book is: a token that stands for it is checked at
 * the same price as the order costs anyway. Acts for the parties of those policies from here on.
 */
export async function effectsOf(
  tx: Transaction,
  asked: AskedMoratorium,
  setting: EffectSetting,
  atOnce = AT_ONCE,
): Promise<MoratoriumEffects> {
  const { clock, input } = setting;
  const found = await firstPolicies(tx, asked, { at: clock.now(), limit: atOnce + 1 });
  const ids = found.slice(0, atOnce).map(({ id }) => id);
  const policies = await tx.rows<Policy>(POLICIES, [ids]);
  const loans = new Map((await loansOfPolicies(tx, ids)).map((loan) => [loan.policyId, loan]));
  const instalments = new Map<string, Instalment[]>();
  const loanIds = [...loans.values()].map(({ id }) => id);
  for (const row of await instalmentsOfLoans(tx, loanIds)) {
    const known = instalments.get(row.loanId);
    if (known) known.push(row);
    else instalments.set(row.loanId, [row]);
  }
  const open = await tx.rows<{ policyId: string; minor: bigint }>(OPEN_PREMIUM, [ids, input.until]);
  const heldPremium = new Map(open.map(({ policyId, minor }) => [policyId, minor]));
  const effects: MoratoriumEffect[] = [];
  for (const policy of policies) {
    const loan = loans.get(policy.id);
    if (!loan) continue;
    const held = { policy, loan, instalments: instalments.get(loan.id) ?? [], on: today(clock, loan.timeZone) };
    const heldPremiumMinor = heldPremium.get(policy.id) ?? 0n;
    effects.push(await effectOn(tx, held, { ...setting, heldPremiumMinor }));
  }
  return { isAll: found.length <= atOnce, effects };
}
