import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { InvestorSet, type Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import {
  allocate,
  type CalendarDate,
  Decimal,
  dateInZone,
  decimal,
  type FieldIssue,
  invalidInput,
  invariant,
  isDecimalText,
  issue,
  newId,
  refuse,
} from '../kernel/index.js';
import { policyEvent } from './policy-events.js';

/** What an investor holds of a loan. */
export interface InvestorShare {
  /** How the platform calls them, 1 to 100 characters, no personal data. */
  readonly reference: string;
  /** Fraction of the loan, above 0, at most 12 decimals; all together are exactly 1. */
  readonly share: string;
}

/** What of an amount is an investor's; minor units in text. */
export interface InvestorPart extends InvestorShare {
  readonly minor: string;
}

const MAX_INVESTORS = 200;
const MAX_REFERENCE_LENGTH = 100;
const DECIMALS = 12;

const ZONE = { name: 'investors.zone', text: 'SELECT time_zone AS "timeZone" FROM programme WHERE id = $1' };
const NEXT = {
  name: 'investors.next',
  text: 'SELECT coalesce(max(version), 0)::integer + 1 AS version FROM investor_set WHERE policy_id = $1',
};
const INSERT = {
  name: 'investors.insert',
  text: `INSERT INTO investor_set (id, policy_id, partner_id, insurer_id, lender_id, version, effective_on, shares, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};
// Money that was split stays split: who held the loan on its day can no longer become another one.
const LAST_SPLIT = {
  name: 'investors.lastSplit',
  text: `SELECT max(day)::date AS day FROM (
           SELECT p.paid_on AS day FROM claim_payment p JOIN claim c ON c.id = p.claim_id AND c.partner_id = p.partner_id
           WHERE c.policy_id = $1
           UNION ALL
           SELECT e.received_on FROM recovery_receipt e JOIN recovery r ON r.id = e.recovery_id AND r.partner_id = e.partner_id
           WHERE r.policy_id = $1) split`,
};
const HELD_ON = {
  name: 'investors.heldOn',
  text: `SELECT shares FROM investor_set WHERE policy_id = $1 AND lender_id = $2 AND effective_on <= $3::date
         ORDER BY effective_on DESC, version DESC LIMIT 1`,
};
const OF_POLICIES = {
  name: 'investors.ofPolicies',
  text: `SELECT ${selectList(InvestorSet)} FROM investor_set WHERE policy_id = ANY($1) ORDER BY policy_id, version`,
};

function shareIssues({ reference, share }: InvestorShare, at: number): FieldIssue[] {
  const path = `investors[${at}]`;
  const issues: FieldIssue[] = [];
  const length = reference.trim().length;
  if (length < 1 || length > MAX_REFERENCE_LENGTH) {
    issues.push(issue(`${path}.reference`, 'BAD_LENGTH', `must have 1 to ${MAX_REFERENCE_LENGTH} characters`));
  }
  if (!isDecimalText(share) || decimal(share).lte(0) || decimal(share).gt(1)) {
    issues.push(issue(`${path}.share`, 'OUT_OF_RANGE', 'must be above 0 and at most 1'));
  } else if (decimal(share).decimalPlaces() > DECIMALS) {
    issues.push(issue(`${path}.share`, 'TOO_MANY_DECIMALS', `has at most ${DECIMALS} decimals`));
  }
  return issues;
}

/** Everything wrong with a list of investors; an empty one says that the lender holds all of the loan. */
export function investorIssues(investors: readonly InvestorShare[]): FieldIssue[] {
  if (investors.length > MAX_INVESTORS) return [issue('investors', 'TOO_MANY', `at most ${MAX_INVESTORS} investors`)];
  const names = investors.map(({ reference }) => reference.trim());
  const twice = names.flatMap((name, at) =>
    names.indexOf(name) < at ? [issue(`investors[${at}].reference`, 'NAMED_TWICE', 'names somebody named before')] : [],
  );
  const issues = [...investors.flatMap(shareIssues), ...twice];
  if (issues.length > 0 || investors.length === 0) return issues;
  const sum = investors.reduce((total, { share }) => total.plus(decimal(share)), new Decimal(0));
  return sum.eq(1) ? [] : [issue('investors', 'NOT_THE_WHOLE', `add up to ${sum.toFixed()}, not to exactly 1`)];
}

/** An amount, of any sign, in proportion to the shares by largest remainder; the parts add up to it. */
export function splitOverInvestors(minor: bigint, shares: readonly InvestorShare[]): InvestorPart[] {
  const weights = shares.map(({ share }) => BigInt(decimal(share).times(`1e${DECIMALS}`).toFixed(0)));
  return allocate(minor, weights).map((part, at) => ({
    reference: shares[at]?.reference ?? '',
    share: shares[at]?.share ?? '0',
    minor: String(part),
  }));
}

/** Who held the loan on a day, as this lender said; empty when the lender holds it itself. */
export async function investorsOn(
  tx: Transaction,
  { policyId, lenderId }: { readonly policyId: string; readonly lenderId: string },
  day: string,
): Promise<readonly InvestorShare[]> {
  const [held] = await tx.rows<{ shares: readonly InvestorShare[] }>(HELD_ON, [policyId, lenderId, day]);
  return held?.shares ?? [];
}

/** All that was ever said, oldest first. */
export const investorSetsOf = (tx: Transaction, policyIds: readonly string[]): Promise<InvestorSet[]> =>
  tx.rows<InvestorSet>(OF_POLICIES, [policyIds]);

async function dayIssues(
  tx: Transaction,
  { policy, effectiveOn, timeZone }: { policy: Policy; effectiveOn: CalendarDate; timeZone: string },
  at: Date,
): Promise<FieldIssue[]> {
  const today = dateInZone(at, timeZone);
  const first = dateInZone(policy.boundAt, timeZone);
  if (effectiveOn > today) return [issue('effectiveOn', 'DATE_IN_FUTURE', `must not be after ${today}`)];
  if (effectiveOn < first) {
    return [issue('effectiveOn', 'DATE_TOO_EARLY', `the policy was bound on ${first}`)];
  }
  const [last] = await tx.rows<{ day: string | null }>(LAST_SPLIT, [policy.id]);
  // Within today the order in which things are said is the order of things: what was split stays with who held it then.
  if (!last?.day || effectiveOn > last.day || effectiveOn === today) return [];
  return [issue('effectiveOn', 'MONEY_WAS_SPLIT', `must be after ${last.day}, when money went to who held the loan`)];
}

interface Said {
  readonly investors: readonly InvestorShare[];
  /** Today when not given. */
  readonly effectiveOn?: CalendarDate | null | undefined;
  readonly at: Date;
}

/** From which day what is said of the investors counts. Refuses with `InvalidInput` what cannot be said. */
export async function checkInvestors(
  tx: Transaction,
  policy: Policy,
  { investors, effectiveOn: asked, at }: Said,
): Promise<CalendarDate> {
  await joinTenants(tx, [policy.partnerId]);
  const [programme] = await tx.rows<{ timeZone: string }>(ZONE, [policy.programmeId]);
  invariant(programme, `policy ${policy.id} has a programme`);
  const { timeZone } = programme;
  const effectiveOn = asked ?? dateInZone(at, timeZone);
  const issues = [...investorIssues(investors), ...(await dayIssues(tx, { policy, effectiveOn, timeZone }, at))];
  if (issues.length > 0) refuse(invalidInput(issues));
  return effectiveOn;
}

/**
 * Records who holds the loan of a locked policy from a day on, today when not given. What was said before stays as history.
 * Refuses with `InvalidInput`.
 */
export async function setInvestors(
  tx: Transaction,
  policy: Policy,
  given: Said & { readonly id?: string; readonly cause: string },
): Promise<void> {
  const { investors, at, cause } = given;
  const effectiveOn = await checkInvestors(tx, policy, given);
  const [next] = await tx.rows<{ version: number }>(NEXT, [policy.id]);
  const shares = investors.map(({ reference, share }) => ({
    reference: reference.trim(),
    share: decimal(share).toFixed(),
  }));
  await tx.run(INSERT, [
    given.id ?? newId('investorSet'),
    policy.id,
    policy.partnerId,
    policy.insurerId,
    policy.lenderId,
    next?.version ?? 1,
    effectiveOn,
    JSON.stringify(shares),
    at,
  ]);
  // Who they are is the platform's alone to tell: an event is never erased.
  const details = { investors: shares.length, effectiveOn };
  await appendEvents(tx, [policyEvent(policy, { kind: 'policy.investorsSet', at, cause, details })]);
}
