import { type ScoreResult, score } from '../finance/scorecard.js';
import { withFactors } from './probability.js';
import { type BorrowerFlag, isNews, type RatedBorrower, type RatedCoObligor } from './rate-case.js';
import {
  applyTables,
  type CompiledTables,
  type RuleFeatures,
  type RuleHit,
  type RuleOutcome,
} from './rules/compile.js';
import type { ProductTerms } from './terms.js';

/** A request as one or several people owe it. */
export interface Borrowers extends RatedBorrower {
  readonly coObligors?: readonly RatedCoObligor[];
}

/** Whose score decides and prices, and what it is; the probability includes the borrower's factors. */
export interface SpeakingScore {
  readonly borrower: RatedBorrower;
  /** Of a co-obligor whose score it is. */
  readonly obligorReference?: string;
  readonly scored: ScoreResult;
  readonly probabilityOfDefault: number;
}

/**
 * The score that speaks for everybody who owes the loan: that of the highest probability of default, or of the lowest
 * where the terms say STRONGEST; of the first in the request when several are equal.
 */
export function speakingScore(
  borrowers: Borrowers,
  { scorecard, jointScore }: Pick<ProductTerms, 'scorecard' | 'jointScore'>,
): SpeakingScore {
  const scoreOf = (borrower: RatedBorrower): SpeakingScore => {
    const scored = score(scorecard, borrower.features);
    return { borrower, scored, probabilityOfDefault: withFactors(scored.probabilityOfDefault, borrower.factors) };
  };
  const own = scoreOf(borrowers);
  if (!borrowers.coObligors) return own;
  const sign = jointScore === 'STRONGEST' ? -1 : 1;
  return borrowers.coObligors
    .map((one) => ({ ...scoreOf(one), obligorReference: one.reference }))
    .reduce((a, b) => (sign * b.probabilityOfDefault > sign * a.probabilityOfDefault ? b : a), own);
}

export interface JointRules extends Omit<RuleOutcome, 'flags'> {
  readonly flags: readonly BorrowerFlag[];
}

const isSameHit = (a: RuleHit, b: RuleHit): boolean =>
  a.table === b.table &&
  a.row === b.row &&
  Object.entries(a.values).every(([feature, value]) => b.values[feature] === value);

/**
 * What the tables make of everybody who owes the loan: each of them is looked at, with the score that speaks. Price
 * adjustments are those of whose score speaks.
 */
export function jointRules(
  tables: CompiledTables,
  borrowers: Borrowers,
  { scored, speaking }: { readonly scored: RuleFeatures['scored']; readonly speaking: RatedBorrower },
): JointRules {
  const own = applyTables(tables, { request: borrowers.features, scored });
  if (!borrowers.coObligors) return own;
  const flags: BorrowerFlag[] = [...own.flags];
  const trace: RuleHit[] = [...own.trace];
  let { authorityLevel, adjustments } = own;
  for (const coObligor of borrowers.coObligors) {
    const obligorReference = coObligor.reference;
    const ruled = applyTables(tables, { request: coObligor.features, scored });
    const news = ruled.flags.filter((flag) => isNews(flag, own.flags));
    flags.push(...news.map((flag) => ({ ...flag, obligorReference })));
    const hits = ruled.trace.filter((hit) => !own.trace.some((known) => isSameHit(hit, known)));
    trace.push(...hits.map((hit) => ({ ...hit, obligorReference })));
    if (ruled.authorityLevel !== null) authorityLevel = Math.max(authorityLevel ?? 0, ruled.authorityLevel);
    if (coObligor === speaking) adjustments = ruled.adjustments;
  }
  return { flags, adjustments, authorityLevel, trace };
}
