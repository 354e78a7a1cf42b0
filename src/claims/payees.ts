import type { Transaction } from '../database/unit-of-work.js';
import type { ClaimPayment } from '../entities/index.js';
import {
  allocate,
  canonicalJson,
  type Decimal,
  decimal,
  type FieldIssue,
  isDecimalText,
  issue,
} from '../kernel/index.js';
import { investorsOn } from '../policies/investors.js';

export type PayeeRole = 'LENDER' | 'LOSS_PAYEE' | 'INVESTOR';

/** Somebody an indemnity goes to, and in which proportion. */
export interface PayeeInput {
  readonly role: PayeeRole;
  /** Of an investor: how the platform calls them, 1 to 100 characters, no personal data. Null for the others. */
  readonly reference: string | null;
  /** Above zero, in any unit: 0.25, or units of the loan held. Only the proportion counts. */
  readonly share: string;
}

/** Part of a payment; the `claim_payment.payees` column holds a list of them. */
export interface PayeePart {
  readonly role: PayeeRole;
  /** The lender or loss payee; null for an investor. */
  readonly organisationId: string | null;
  readonly reference: string | null;
  readonly share: string;
  /** Minor units in text, below zero when it came back. */
  readonly minor: string;
}

const MAX_PAYEES = 200;
const MAX_REFERENCE_LENGTH = 100;
const SHARE_SCALE = 20;

function payeeIssues({ role, reference, share }: PayeeInput, at: number): FieldIssue[] {
  const path = `payees[${at}]`;
  const issues: FieldIssue[] = [];
  if (!isDecimalText(share) || !decimal(share).gt(0)) {
    issues.push(issue(`${path}.share`, 'MUST_BE_POSITIVE', 'must be a decimal above zero'));
  }
  const length = reference?.trim().length ?? 0;
  if (role === 'INVESTOR' && (length === 0 || length > MAX_REFERENCE_LENGTH)) {
    issues.push(issue(`${path}.reference`, 'BAD_LENGTH', `an investor has 1 to ${MAX_REFERENCE_LENGTH} characters`));
  }
  if (role !== 'INVESTOR' && reference !== null) {
    issues.push(issue(`${path}.reference`, 'NOT_APPLICABLE', 'is given for investors only'));
  }
  return issues;
}

/** Everything wrong with a list of payees; null means the loss payee alone, a list names somebody. */
export function payeesIssues(payees: readonly PayeeInput[] | null): FieldIssue[] {
  if (payees === null) return [];
  if (payees.length === 0) return [issue('payees', 'EMPTY', 'must name somebody; leave it out for the loss payee')];
  if (payees.length > MAX_PAYEES) return [issue('payees', 'TOO_MANY', `at most ${MAX_PAYEES} payees`)];
  const keys = payees.map(({ role, reference }) => `${role} ${reference?.trim() ?? ''}`);
  const twice = keys.flatMap((key, at) =>
    keys.indexOf(key) < at ? [issue(`payees[${at}]`, 'NAMED_TWICE', 'names somebody named before')] : [],
  );
  return [...payees.flatMap(payeeIssues), ...twice];
}

/** Who holds the loan on a day, as its lender said; null when the lender holds all of it itself. */
export async function holdersOn(
  tx: Transaction,
  claim: { readonly policyId: string; readonly lenderId: string },
  day: string,
): Promise<readonly PayeeInput[] | null> {
  const investors = await investorsOn(tx, claim, day);
  return investors.length === 0 ? null : investors.map((held) => ({ role: 'INVESTOR', ...held }));
}

const weightOf = (share: Decimal): bigint => BigInt(share.times(`1e${SHARE_SCALE}`).toFixed(0));

/** Splits a payment in proportion to the shares by largest remainder; the parts add up to it. */
export function splitPayment(
  amountMinor: bigint,
  payees: readonly PayeeInput[] | null,
  organisations: { readonly lenderId: string; readonly lossPayeeId: string },
): PayeePart[] {
  const all: readonly PayeeInput[] = payees ?? [{ role: 'LOSS_PAYEE', reference: null, share: '1' }];
  const parts = allocate(
    amountMinor,
    all.map(({ share }) => weightOf(decimal(share))),
  );
  const idOf = { LENDER: organisations.lenderId, LOSS_PAYEE: organisations.lossPayeeId, INVESTOR: null } as const;
  return all.map(({ role, reference, share }, at) => ({
    role,
    organisationId: idOf[role],
    reference: reference?.trim() ?? null,
    share,
    minor: String(parts[at] ?? 0n),
  }));
}

/** What comes back of payments, from those who got them, in proportion to what each has got and not given back. */
export function takenBack(amountMinor: bigint, payments: readonly Pick<ClaimPayment, 'payees'>[]): PayeePart[] {
  const got = new Map<string, { readonly part: PayeePart; readonly minor: bigint }>();
  for (const part of payments.flatMap(({ payees }) => payees as readonly PayeePart[])) {
    const key = canonicalJson([part.role, part.organisationId, part.reference]);
    got.set(key, { part, minor: (got.get(key)?.minor ?? 0n) + BigInt(part.minor) });
  }
  const all = [...got.values()].filter(({ minor }) => minor > 0n);
  const parts = allocate(
    -amountMinor,
    all.map(({ minor }) => minor),
  );
  return all.map(({ part, minor }, at) => ({ ...part, share: String(minor), minor: String(parts[at] ?? 0n) }));
}
