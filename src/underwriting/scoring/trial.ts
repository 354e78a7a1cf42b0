import { rankCorrelation } from '../../finance/rank-correlation.js';
import { brierScore, discrimination } from '../../finance/scoring-metrics.js';
import { ArgumentError } from '../../kernel/index.js';

/** One quote that both cards scored; `outcome` 1 is a default within twelve months, 0 is none, null is not known yet. */
export interface TrialCase {
  readonly champion: number;
  readonly challenger: number;
  readonly outcome: 0 | 1 | null;
}

/** How a card's probabilities met the outcomes; discrimination is null until there are defaults and others. */
export interface CardOnTrial {
  readonly averageProbability: number | null;
  readonly auc: number | null;
  readonly ks: number | null;
  readonly brier: number | null;
}

export interface TrialReport {
  readonly quotes: number;
  /** Spearman's rank correlation of the two probabilities; null when one of them never varies. */
  readonly rankAgreement: number | null;
  /** Policies old enough for their first twelve months to be known. */
  readonly outcomes: number;
  readonly defaults: number;
  readonly champion: CardOnTrial;
  readonly challenger: CardOnTrial;
}

function agreement(champion: readonly number[], challenger: readonly number[]): number | null {
  if (champion.length === 0) return null;
  try {
    return rankCorrelation(champion, challenger);
  } catch (error) {
    if (error instanceof ArgumentError && error.code === 'CONSTANT') return null;
    throw error;
  }
}

function judge(
  all: readonly number[],
  known: readonly number[],
  outcomes: readonly number[],
  defaults: number,
): CardOnTrial {
  const hasBoth = defaults > 0 && defaults < outcomes.length;
  const { auc, ks } = hasBoth ? discrimination(known, outcomes) : { auc: null, ks: null };
  return {
    averageProbability: all.length > 0 ? all.reduce((sum, value) => sum + value, 0) / all.length : null,
    auc,
    ks,
    brier: outcomes.length > 0 ? brierScore(known, outcomes) : null,
  };
}

/** Puts champion and challenger side by side: on all quotes both scored, and on those whose outcome is known. */
export function compareCards(cases: readonly TrialCase[]): TrialReport {
  const champion = cases.map((one) => one.champion);
  const challenger = cases.map((one) => one.challenger);
  const known = cases.filter(({ outcome }) => outcome !== null);
  const outcomes = known.map(({ outcome }) => outcome ?? 0);
  const defaults = outcomes.filter((outcome) => outcome === 1).length;
  const judged = (all: readonly number[], name: 'champion' | 'challenger') =>
    judge(
      all,
      known.map((one) => one[name]),
      outcomes,
      defaults,
    );
  return {
    quotes: cases.length,
    rankAgreement: agreement(champion, challenger),
    outcomes: known.length,
    defaults,
    champion: judged(champion, 'champion'),
    challenger: judged(challenger, 'challenger'),
  };
}
