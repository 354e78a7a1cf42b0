import type { Features } from '../../finance/scorecard.js';
import type { JsonObject } from './json.js';
import type { LoanRequest } from './loan.js';

export type { Features };

/** Multiplies the obligor's twelve-month probability of default; 1 changes nothing, range 0.1 to 10. */
export interface RatingFactor {
  readonly code: string;
  readonly label: string;
  readonly multiplier: number;
}

/**
 * Something underwriting must know. DECLINE is a hard stop, REFER needs a person, INFO is only shown. `curable` names
 * what would remove it, in the applicant's hands: a larger down payment, a shorter term.
 */
export interface UnderwritingFlag {
  readonly severity: 'INFO' | 'REFER' | 'DECLINE';
  readonly code: string;
  readonly message: string;
  readonly curable?: string;
}

/** What a feature holds besides null: a number, any text, or one of the listed texts. */
export type FeatureKind = 'NUMBER' | 'CATEGORY' | readonly string[];
export type FeatureKinds = Readonly<Record<string, FeatureKind>>;

export interface Rating<Risk extends JsonObject, Facts extends JsonObject> {
  /** Numbers, categories or null (unknown), by name; joined with the obligor's own features for scoring. */
  features(risk: Risk, facts: Facts, loan: LoanRequest): Features;
  /** Every feature by name, so that decision tables over them can be checked before they are published. */
  readonly featureKinds?: FeatureKinds;
  factors(features: Features): readonly RatingFactor[];
  /** What the line will not insure or wants looked at, whatever the obligor's score. */
  appetite(features: Features): readonly UnderwritingFlag[];
  /** Expected share of the balance lost if the obligor defaults, 0 to 1, net of what the thing itself would bring. */
  lossGivenDefault(features: Features): number;
}
