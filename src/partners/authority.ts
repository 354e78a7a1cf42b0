import type { Refusal } from '../kernel/index.js';

/** How far persons may decide alone, as a product version's terms fix it for one kind of decision. */
export interface AuthorityRules {
  /** Rising: a person of `level` decides amounts up to `upToMinor`. Empty: everybody decides everything. */
  readonly levels: readonly { readonly level: number; readonly upToMinor: string }[];
  /** Above this amount two persons must agree; null: one is always enough. */
  readonly twoPersonsAboveMinor: string | null;
}

/** A person or machine that decides: a key with its authority level, 0 to 9. */
export interface Decider {
  readonly keyId: string;
  readonly authorityLevel: number;
}

export type AuthorityVerdict =
  | { readonly verdict: 'ALLOWED' }
  /** The lowest level that may decide the amount; null when it is above everybody's. */
  | { readonly verdict: 'NEEDS_LEVEL'; readonly level: number | null }
  /** The person may agree, and another one must agree too. */
  | { readonly verdict: 'NEEDS_SECOND_PERSON' };

/**
 * Whether `decider` may settle an amount now. `agreed` are the keys that agreed before, each checked when it did; the
 * same key twice is one person. Both persons need authority for the whole amount: two juniors do not make a senior.
 */
export function checkAuthority(
  { levels, twoPersonsAboveMinor }: AuthorityRules,
  amountMinor: bigint,
  { decider, agreed }: { readonly decider: Decider; readonly agreed: readonly string[] },
): AuthorityVerdict {
  const needed = levels.find(({ upToMinor }) => amountMinor <= BigInt(upToMinor));
  if (levels.length > 0 && (!needed || decider.authorityLevel < needed.level)) {
    return { verdict: 'NEEDS_LEVEL', level: needed?.level ?? null };
  }
  const isAlone = !agreed.some((keyId) => keyId !== decider.keyId);
  const needsTwo = twoPersonsAboveMinor !== null && amountMinor > BigInt(twoPersonsAboveMinor);
  return { verdict: needsTwo && isAlone ? 'NEEDS_SECOND_PERSON' : 'ALLOWED' };
}

/** Why a decision over the decider's head is refused. */
export const authorityExceeded = ({ authorityLevel }: Decider, requiredLevel: number | null): Refusal => ({
  problem: 'AuthorityExceeded',
  message:
    requiredLevel === null
      ? "The amount is above everybody's authority."
      : `The amount needs authority level ${requiredLevel}; the key has ${authorityLevel}.`,
  authorityLevel,
  requiredLevel,
});

/** Why the same key agreeing twice is refused. */
export const secondPersonRequired = (): Refusal => ({
  problem: 'SecondPersonRequired',
  message: 'This key has agreed already; a second person must agree with another key.',
});
