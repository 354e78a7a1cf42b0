import { type FieldIssue, failure, type Result } from './result.js';

/** Why a well-formed request was not carried out. Each becomes a union member of the mutation's result. */
export type Refusal =
  | { readonly problem: 'InvalidInput'; readonly message: string; readonly issues: readonly FieldIssue[] }
  | { readonly problem: 'NotFound'; readonly message: string; readonly id: string }
  | { readonly problem: 'StateConflict'; readonly message: string; readonly from: string; readonly to: string }
  | { readonly problem: 'IdempotencyConflict'; readonly message: string; readonly key: string }
  | {
      readonly problem: 'LimitExceeded';
      readonly message: string;
      readonly limit: string;
      readonly currency: string;
      readonly requestedMinor: bigint;
      readonly availableMinor: bigint;
    }
  | { readonly problem: 'OfferExpired'; readonly message: string; readonly expiredAt: Date }
  | {
      readonly problem: 'PremiumAboveGuard';
      readonly message: string;
      readonly currency: string;
      readonly premiumMinor: bigint;
      readonly atMostMinor: bigint;
    }
  | {
      readonly problem: 'AuthorityExceeded';
      readonly message: string;
      readonly authorityLevel: number;
      /** The lowest level that is enough; null when nobody's is. */
      readonly requiredLevel: number | null;
    }
  | { readonly problem: 'SecondPersonRequired'; readonly message: string }
  | { readonly problem: 'PurposeLocked'; readonly message: string }
  | { readonly problem: 'PurposeNotProven'; readonly message: string; readonly reason: string };

export type Outcome<T> = Result<T, Refusal>;

export const invalidInput = (issues: readonly FieldIssue[]): Refusal => ({
  problem: 'InvalidInput',
  message: issues.length === 1 ? '1 field is not acceptable.' : `${issues.length} fields are not acceptable.`,
  issues,
});

export const notFound = (what: string, id: string): Refusal => ({
  problem: 'NotFound',
  message: `There is no ${what} with this id.`,
  id,
});

export const stateConflict = (what: string, from: string, to: string): Refusal => ({
  problem: 'StateConflict',
  message: `The ${what} is ${from} and cannot become ${to}.`,
  from,
  to,
});

/** Carries a refusal out of a transaction so that it rolls back; `outcomeOf` turns it into a value again. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

export function refuse(refusal: Refusal): never {
  throw new Refused(refusal);
}

/** Runs `work` and returns its value, or the refusal it was stopped by. Other errors pass through. */
export async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof Refused) return failure(error.refusal);
    throw error;
  }
}
