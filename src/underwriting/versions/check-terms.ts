import type { ScenarioModule } from '../../scenarios/contract/index.js';
import { checkTables, error, type FeatureCatalogue, type Finding, kindOf, warning } from '../rules/check-tables.js';
import { featureCatalogue } from '../rules/features.js';
import type { ProductTerms } from '../terms.js';

/** `[path, code, what is wrong, whether it is]` of members that must fit each other. */
type Rule = readonly [path: string, code: string, message: string, broken: (terms: ProductTerms) => boolean];

const above = (low: string, high: string): boolean => BigInt(low) > BigInt(high);

const RULES: readonly Rule[] = [
  [
    'insuredPercentage',
    'OUT_OF_RANGE',
    'must be above 0 and at most 1',
    ({ insuredPercentage }) => Number(insuredPercentage) <= 0 || Number(insuredPercentage) > 1,
  ],
  [
    'deductible.rate',
    'OUT_OF_RANGE',
    'must be at least 0 and below 1',
    ({ deductible }) => deductible?.kind === 'RATE' && (Number(deductible.rate) < 0 || Number(deductible.rate) >= 1),
  ],
  [
    'interestCapAnnual',
    'OUT_OF_RANGE',
    'must not be negative',
    ({ interestCapAnnual }) => interestCapAnnual !== null && Number(interestCapAnnual) < 0,
  ],
  [
    'maximumAnnualRate',
    'OUT_OF_RANGE',
    'must be from 0 to 10, a fraction a year: 0.36 is 36 %',
    ({ maximumAnnualRate: rate = '0' }) => Number(rate) < 0 || Number(rate) > 10,
  ],
  ['waitingDays', 'OUT_OF_ORDER', 'must be at least noticeDays', (terms) => terms.waitingDays < terms.noticeDays],
  [
    'principal',
    'OUT_OF_ORDER',
    'the smallest loan is larger than the largest',
    ({ principal }) => above(principal.minimumMinor, principal.maximumMinor),
  ],
  [
    'instalments',
    'OUT_OF_ORDER',
    'the fewest instalments are more than the most',
    ({ instalments }) => instalments.minimum > instalments.maximum,
  ],
  [
    'pricing',
    'OUT_OF_RANGE',
    'expense, commission and profit must be less than 1 together',
    ({ pricing }) => pricing.expense + pricing.commission + pricing.profit >= 1,
  ],
  [
    'pricing.cap',
    'OUT_OF_ORDER',
    'the greatest premium is below the least',
    ({ pricing }) => pricing.capMinor !== null && above(pricing.floorMinor, pricing.capMinor),
  ],
  [
    'pricing.commissionBounds',
    'OUT_OF_ORDER',
    'the greatest commission is below the least',
    ({ pricing: { commissionBounds: bounds } }) =>
      bounds !== undefined && bounds.maximumMinor !== null && above(bounds.minimumMinor, bounds.maximumMinor),
  ],
  [
    'appetite',
    'OUT_OF_ORDER',
    'referUpTo must be at least approveUpTo',
    ({ appetite }) => appetite.approveUpTo > appetite.referUpTo,
  ],
  [
    'decidedBy',
    'NOT_TOGETHER',
    "an insurer's own system asks one single premium for the whole of one loan: no other mode, no lower percentages, no co-obligors to suggest",
    ({ decidedBy, pricing, coObligorCures, counterOffers }) =>
      decidedBy === 'INSURER' &&
      ((pricing.mode ?? 'SINGLE') !== 'SINGLE' ||
        coObligorCures === true ||
        counterOffers.insuredPercentages.length > 0),
  ],
];

/** A characteristic of a feature there is not always falls into its bin for missing values. */
function scorecardFindings(terms: ProductTerms, catalogue: FeatureCatalogue): Finding[] {
  return terms.scorecard.characteristics
    .map(({ feature }, at) => ({ feature, path: `scorecard.characteristics[${at}].feature` }))
    .filter(({ feature }) => catalogue.isComplete && kindOf(catalogue, feature) === undefined)
    .map(({ feature, path }) => warning(path, 'UNKNOWN_FEATURE', `${feature} is no feature of this scenario`));
}

/** A loan at 1,000 % is seldom one that an insurer meant to cover. */
const rateFindings = ({ maximumAnnualRate }: ProductTerms): Finding[] =>
  maximumAnnualRate === undefined
    ? [warning('maximumAnnualRate', 'NO_RATE_LIMIT', 'loans at any annual rate, up to 1,000 %, are insured')]
    : [];

/** Everything that keeps terms of sound shape from being published, or is worth a look before. */
export function checkTerms(terms: ProductTerms, module: ScenarioModule | undefined): Finding[] {
  const own = RULES.filter(([, , , broken]) => broken(terms)).map(([path, code, message]) =>
    error(path, code, message),
  );
  if (!module) return [...own, error('', 'SCENARIO_NOT_INSTALLED', "the product's scenario is not installed")];
  const catalogue = featureCatalogue(module);
  return [
    ...own,
    ...rateFindings(terms),
    ...scorecardFindings(terms, catalogue),
    ...checkTables(terms.rules, catalogue),
  ];
}
