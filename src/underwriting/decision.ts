import type { CostCap } from '../exposure/rules/derive.js';
import type { RepaymentSchedule } from '../finance/schedule.js';
import type { Features } from '../finance/scorecard.js';
import { formatMinor } from '../kernel/index.js';
import type { LoanRequest, RatingFactor, UnderwritingFlag } from '../scenarios/contract/index.js';
import type { CoObligorCure } from './co-obligors.js';
import { costFlags } from './cost-cap.js';
import { isReportGap } from './credit-data.js';
import type { FollowedPart, InsurerAnswers, InsurerFailure, QuotedCover } from './external-insurer.js';
import { type InsurerView, insurerView, wantsPartOnly } from './insurer-cover.js';
import { jointRules, type SpeakingScore, speakingScore } from './joint-decision.js';
import { priceCover } from './pricing.js';
import { productFlags } from './product-bounds.js';
import type { BorrowerFlag, RatedCoObligor } from './rate-case.js';
import { compiledTables, type RuleHit, type RulePriceAdjustment } from './rules/compile.js';
import type { ProductTerms } from './terms.js';

export type CreditOutcome = 'APPROVED' | 'REFERRED' | 'DECLINED';

/** Why a request was not simply approved. Hard reasons stand; soft ones can be looked at by a person or cured. */
export interface DecisionReason {
  readonly code: string;
  readonly message: string;
  readonly hard: boolean;
  /** What would remove the reason, in the applicant's hands; null when nothing would. */
  readonly cure: string | null;
  /** The co-obligor it is about; absent: the obligor, or the loan. */
  readonly obligorReference?: string;
}

/** A principal reason told to a person whose request was declined. */
export interface AdverseActionReason {
  readonly code: string;
  readonly message: string;
  /** The co-obligor it is about; absent: the obligor, or the loan. */
  readonly obligorReference?: string;
}

/** What one insurer's product makes of a request. */
export interface ProductDecision {
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly outcome: CreditOutcome;
  readonly points: number;
  readonly probabilityOfDefault: number;
  readonly reasons: readonly DecisionReason[];
  readonly adverseActionReasons: readonly AdverseActionReason[];
  /** What rows of the version's tables change about the price. */
  readonly priceAdjustments: readonly RulePriceAdjustment[];
  /** The level that whoever decides by hand needs at least, as rows ask; null when none does. */
  readonly authorityLevel: number | null;
  /** Every row that fired, with the values it looked at. For the insurer concerned and the operator only. */
  readonly trace: readonly RuleHit[];
  /** Of a product that its insurer decides in its own system and that was approved: what was offered. */
  readonly quoted?: QuotedCover;
  /** Of such a product against which nothing else stands: what it carries of the cover of another that leads. */
  readonly follows?: FollowedPart;
  /** Of such a product: why its insurer has no say. */
  readonly unavailable?: InsurerFailure;
  /** Of such a product: the insurer's own name of the quote. */
  readonly insurerReference?: string;
  /** Not approved, and what somebody who owes the loan too must bring for it to be. */
  readonly coObligorCure?: CoObligorCure;
}

/** A product as it decides. */
export interface DecidingProduct {
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly terms: ProductTerms;
}

export interface CreditDecision {
  readonly outcome: CreditOutcome;
  readonly reasons: readonly DecisionReason[];
  /** At most four; only for DECLINED. */
  readonly adverseActionReasons: readonly AdverseActionReason[];
  readonly products: readonly ProductDecision[];
}

export interface DecisionInput {
  readonly loan: LoanRequest;
  /** The scenario's and the obligor's features together. */
  readonly features: Features;
  readonly factors: readonly RatingFactor[];
  /** Who owes the loan too; absent: nobody. */
  readonly coObligors?: readonly RatedCoObligor[];
  /** The scenario's appetite and what the gathering of facts had to say, of everybody who borrows. */
  readonly flags: readonly BorrowerFlag[];
  readonly schedule: RepaymentSchedule;
  readonly lossGivenDefault: number;
  /** What the loan may cost with the premium under the rules of the programme; null without such a rule. */
  readonly costCap: CostCap | null;
  /** What insurers' own systems said. */
  readonly insurerAnswers: InsurerAnswers;
}

const MAX_ADVERSE_REASONS = 4;

function scoreFlags(probability: number, terms: ProductTerms): UnderwritingFlag[] {
  const { approveUpTo, referUpTo } = terms.appetite;
  if (probability <= approveUpTo) return [];
  if (probability <= referUpTo) {
    return [{ severity: 'REFER', code: 'CREDIT_RISK_ELEVATED', message: 'The credit risk needs a look by a person.' }];
  }
  return [
    {
      severity: 'DECLINE',
      code: 'CREDIT_RISK_TOO_HIGH',
      message: 'The credit risk is above what the product insures.',
    },
  ];
}

function outcomeOf(flags: readonly UnderwritingFlag[]): CreditOutcome {
  if (flags.some(({ severity }) => severity === 'DECLINE')) return 'DECLINED';
  return flags.some(({ severity }) => severity === 'REFER') ? 'REFERRED' : 'APPROVED';
}

/** Names a co-obligor, and nobody else. */
const ofWhom = ({ obligorReference }: { readonly obligorReference?: string } = {}): { obligorReference?: string } =>
  obligorReference === undefined ? {} : { obligorReference };

const reasonOf = ({ severity, code, message, curable, ...whose }: BorrowerFlag): DecisionReason => ({
  code,
  message,
  hard: severity === 'DECLINE' && curable === undefined,
  cure: curable ?? null,
  ...ofWhom(whose),
});

/** Score-driven reasons are the characteristics that lost most points; others name themselves. */
function adverseReasons(
  flags: readonly BorrowerFlag[],
  spoken: Pick<SpeakingScore, 'scored' | 'obligorReference'> | undefined,
): AdverseActionReason[] {
  const scored = spoken?.scored;
  const declines = flags.filter(({ severity }) => severity === 'DECLINE');
  const own = declines.filter(({ code }) => !scored || code !== 'CREDIT_RISK_TOO_HIGH');
  const tooHigh = declines.filter((flag) => !own.includes(flag));
  // A score whose every characteristic is at its best, and factors that make the risk too high all the same.
  const lost = scored?.reasons.map((reason) => ({ ...reason, ...ofWhom(spoken) })) ?? [];
  const fromScore: readonly AdverseActionReason[] = tooHigh.length > 0 && lost.length > 0 ? lost : tooHigh;
  return [...own, ...fromScore]
    .slice(0, MAX_ADVERSE_REASONS)
    .map(({ code, message, ...whose }) => ({ code, message, ...ofWhom(whose) }));
}

/** To six decimals, so that what a table compares is what a person reads. */
const readable = (probability: number): number => Math.round(probability * 1_000_000) / 1_000_000;

/** An amount of money as a feature: whole currency units with their decimals, exact up to 15 digits. */
const amountFeature = ({ principalMinor, currency }: LoanRequest): number =>
  Number(formatMinor(principalMinor, currency));

/** Only cover can be too costly: its price is part of what the loan costs. */
function tooCostly(
  { costCap, loan, schedule, lossGivenDefault }: DecisionInput,
  terms: ProductTerms,
  decided: Pick<ProductDecision, 'probabilityOfDefault' | 'priceAdjustments' | 'quoted'>,
): UnderwritingFlag[] {
  if (!costCap) return [];
  const { premium } = priceCover(loan, schedule, { lossGivenDefault, ...decided }, terms);
  return costFlags(schedule, premium.totalMinor, costCap);
}

/** What an insurer's own system says; nothing about a loan that it does not insure and was therefore not asked about. */
const insurersOwn = (
  input: DecisionInput,
  { insurerId, terms }: { readonly insurerId: string; readonly terms: ProductTerms },
): InsurerView => (productFlags(input.loan, terms).length > 0 ? { flags: [] } : insurerView(input, insurerId, terms));

/**
 * Decides a request for one product: scenario flags, the product's own bounds, the score against its appetite, and the
 * version's decision tables. For a product that its insurer decides in its own system, its answer stands for the score.
 */
export function decideForProduct(input: DecisionInput, product: DecidingProduct): ProductDecision {
  const { terms } = product;
  const spoken = speakingScore(input, terms);
  const { borrower: speaking, scored, probabilityOfDefault } = spoken;
  const ruled = jointRules(compiledTables(terms.rules), input, {
    speaking,
    scored: {
      principal: amountFeature(input.loan),
      points: scored.points,
      probabilityOfDefault: readable(probabilityOfDefault),
    },
  });
  const insurer = terms.decidedBy === 'INSURER' ? insurersOwn(input, product) : undefined;
  const own: BorrowerFlag[] = [
    // An insurer that decides in its own system has credit data of its own.
    ...(insurer ? input.flags.filter((flag) => !isReportGap(flag)) : input.flags),
    ...productFlags(input.loan, terms),
    ...(insurer?.flags ?? scoreFlags(probabilityOfDefault, terms).map((flag) => ({ ...flag, ...ofWhom(spoken) }))),
    ...ruled.flags,
  ];
  const quoted = insurer?.quoted && { quoted: insurer.quoted };
  const price = { probabilityOfDefault, priceAdjustments: ruled.adjustments, ...quoted };
  // Who only carries a part asks the price of whoever leads.
  const asksPrice = quoted !== undefined || insurer?.follows === undefined;
  const flags = [...own, ...(asksPrice ? tooCostly(input, terms, price) : [])];
  const outcome = outcomeOf(flags);
  const follows = insurer?.follows && wantsPartOnly(flags) ? { follows: insurer.follows } : {};
  return {
    insurerId: product.insurerId,
    productVersionId: product.productVersionId,
    outcome,
    points: scored.points,
    probabilityOfDefault,
    reasons: flags.filter(({ severity }) => severity !== 'INFO').map(reasonOf),
    adverseActionReasons: outcome === 'DECLINED' ? adverseReasons(flags, insurer ? undefined : spoken) : [],
    priceAdjustments: ruled.adjustments,
    authorityLevel: ruled.authorityLevel,
    trace: ruled.trace,
    ...(outcome === 'APPROVED' ? quoted : {}),
    ...follows,
    ...(insurer?.unavailable ? { unavailable: insurer.unavailable } : {}),
    ...(insurer?.reference ? { insurerReference: insurer.reference } : {}),
  };
}

/** Whether a reason stands that no other terms and nobody else would change: what the score says may change with them. */
export const nothingCures = ({ reasons }: Pick<ProductDecision, 'reasons'>): boolean =>
  reasons.some(({ hard, code }) => hard && code !== 'CREDIT_RISK_TOO_HIGH');

type Named = Pick<AdverseActionReason, 'code' | 'obligorReference'>;

/** Whether two reasons say the same of the same borrower. */
export const isSameReason = (a: Named, b: Named): boolean =>
  a.code === b.code && a.obligorReference === b.obligorReference;

/** Each reason once, as it was said first. */
export const firstOfEach = <T extends Named>(reasons: readonly T[]): T[] =>
  reasons.filter((reason, at) => reasons.findIndex((one) => isSameReason(one, reason)) === at);

/** Nobody but an insurer's own system could have decided, and it has no say. */
const isSilent = ({ unavailable, outcome }: ProductDecision): boolean =>
  unavailable !== undefined && outcome === 'REFERRED';

/**
 * The quote's decision: the best that any product decided, with the reasons of those that decided so. An insurer that could
 * not be asked does not keep the others' answer from being the quote's; alone, it waits for a person.
 */
export function combineDecisions(products: readonly ProductDecision[]): CreditDecision {
  const silent = products.filter(isSilent);
  const said = silent.length < products.length ? products.filter((product) => !isSilent(product)) : products;
  const best = (['APPROVED', 'REFERRED', 'DECLINED'] as const).find((outcome) =>
    said.some((product) => product.outcome === outcome),
  );
  const outcome = best ?? 'DECLINED';
  const agreeing = products.filter((product) => product.outcome === outcome);
  // That somebody would have carried a part says nothing about a request that the others decline for what it is.
  const judging = agreeing.filter(({ follows }) => outcome !== 'DECLINED' || !follows);
  const deciding = judging.length > 0 ? judging : agreeing;
  const unasked = outcome === 'DECLINED' ? silent : [];
  return {
    outcome,
    reasons: firstOfEach([...deciding, ...unasked].flatMap(({ reasons }) => reasons)),
    adverseActionReasons: firstOfEach(deciding.flatMap(({ adverseActionReasons }) => adverseActionReasons)).slice(
      0,
      MAX_ADVERSE_REASONS,
    ),
    products,
  };
}
