import type { PremiumLine } from '../../finance/premium.js';
import { addDays, type CalendarDate } from '../../kernel/index.js';
import type { JsonObject } from '../../scenarios/contract/index.js';

/** What changed a policy. `RETURN` is a change that a scenario offers, e.g. goods that came back. `REOPENING`: the loan was not repaid after all. */
export type ChangeKind =
  | 'RETURN'
  | 'PREPAYMENT'
  | 'EXTENSION'
  | 'RESCHEDULING'
  | 'INCREASE'
  | 'ASSIGNMENT'
  | 'BENEFICIARY'
  | 'CORRECTION'
  | 'CANCELLATION'
  | 'LAPSE'
  | 'REINSTATEMENT'
  | 'REOPENING';

export type CoverStatus = 'PENDING_ACTIVATION' | 'ACTIVE' | 'CANCELLED' | 'LAPSED';

/** A stretch of cover over which premium is earned. A new schedule begins another one. */
export interface CoverTerm {
  readonly startsOn: CalendarDate;
  /** The first day without cover. */
  readonly endsOn: CalendarDate;
  /** Due dates of the instalments, in order. */
  readonly dueOn: readonly CalendarDate[];
  /** What is owed at the start of each of those periods, minor units. */
  readonly openingBalancesMinor: readonly bigint[];
}

/** A part of the premium, negative when it was given back, and the first day that it is for. */
export interface WrittenPart {
  /** Minor units, tax included. */
  readonly minor: bigint;
  readonly from: CalendarDate;
  /** Position of its term in the cover. */
  readonly term: number;
}

/** What a policy insures, as far as its transactions tell. Amounts in minor units. */
export interface Cover {
  readonly status: CoverStatus;
  /** At least one; the last is in force. */
  readonly terms: readonly CoverTerm[];
  readonly sumInsuredMinor: bigint;
  /** The premium in force. */
  readonly premiumLines: readonly PremiumLine[];
  readonly written: readonly WrittenPart[];
  /** Principal that was lent and did not come back with what it was lent for. */
  readonly lentMinor: bigint;
  readonly risk: JsonObject;
  readonly obligorReference: string;
  /** Blind index of the obligor; null when its quote kept none. */
  readonly obligorKey: string | null;
  readonly lenderId: string;
  /** Who is paid a loss when it is not the lender. */
  readonly beneficiaryId: string | null;
  readonly waitingDays: number;
}

/** What a transaction sets beside amounts; absent members stay. */
export interface CoverSettings {
  readonly status?: CoverStatus;
  readonly risk?: JsonObject;
  readonly obligorReference?: string;
  readonly obligorKey?: string;
  readonly lenderId?: string;
  readonly beneficiaryId?: string;
  readonly waitingDays?: number;
  /** Another term from the day after; `unearnedMinor` is the premium that moves over to it. */
  readonly term?: CoverTerm & { readonly unearnedMinor: bigint };
}

/** One transaction in force: how it changes the cover. */
export interface CoverStep {
  readonly sequence: number;
  /** Business date of the change. */
  readonly on: CalendarDate;
  /** From when it counts: the date of the change, or the start of cover. */
  readonly effectiveOn: CalendarDate;
  readonly sumInsuredDeltaMinor: bigint;
  /** Negative when premium went back. */
  readonly premiumLines: readonly PremiumLine[];
  /** The first day that the change of the premium is for. */
  readonly countsFrom: CalendarDate;
  readonly lentDeltaMinor: bigint;
  readonly sets: CoverSettings;
}

export const totalOf = (lines: readonly PremiumLine[]): bigint => lines.reduce((sum, { minor }) => sum + minor, 0n);

export const negated = (lines: readonly PremiumLine[]): PremiumLine[] =>
  lines.map(({ kind, minor }) => ({ kind, minor: -minor }));

/** Lines added kind by kind, in the order of `lines`; lines of zero are left out but for the risk. */
export function withLines(lines: readonly PremiumLine[], changes: readonly PremiumLine[]): PremiumLine[] {
  const sums = new Map(lines.map(({ kind, minor }) => [kind, minor]));
  for (const { kind, minor } of changes) sums.set(kind, (sums.get(kind) ?? 0n) + minor);
  return [...sums]
    .map(([kind, minor]) => ({ kind, minor }))
    .filter(({ kind, minor }) => minor !== 0n || kind === 'RISK');
}

/** The term in force. */
export function termOf({ terms }: Pick<Cover, 'terms'>): CoverTerm {
  const term = terms.at(-1);
  if (!term) throw new RangeError('a cover has a term');
  return term;
}

/** By business date, then in the order they were recorded. */
export const compareSteps = (a: CoverStep, b: CoverStep): number =>
  a.on === b.on ? a.sequence - b.sequence : a.on < b.on ? -1 : 1;

export function applyStep(cover: Cover, step: CoverStep): Cover {
  const { term, ...settings } = step.sets;
  const deltaMinor = totalOf(step.premiumLines);
  const current = cover.terms.length - 1;
  const written = deltaMinor === 0n ? [] : [{ minor: deltaMinor, from: step.countsFrom, term: current }];
  const changed: Cover = {
    ...cover,
    ...settings,
    sumInsuredMinor: cover.sumInsuredMinor + step.sumInsuredDeltaMinor,
    premiumLines: withLines(cover.premiumLines, step.premiumLines),
    written: [...cover.written, ...written],
    lentMinor: cover.lentMinor + step.lentDeltaMinor,
  };
  if (!term) return changed;
  const { unearnedMinor, ...next } = term;
  const moved: WrittenPart[] = [
    { minor: -unearnedMinor, from: addDays(step.on, 1), term: current },
    { minor: unearnedMinor + deltaMinor, from: next.startsOn, term: current + 1 },
  ];
  return { ...changed, terms: [...cover.terms, next], written: [...cover.written, ...moved] };
}

/**
 * What a policy insures after its transactions: a fold over those in force by business date, so it does
 * not depend on the order in which they became known.
 * @param issued the policy as it was issued
 */
export const foldCover = (issued: Cover, steps: readonly CoverStep[]): Cover =>
  [...steps].sort(compareSteps).reduce(applyStep, issued);
