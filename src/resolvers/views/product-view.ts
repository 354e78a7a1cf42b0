import type { Product } from '../../entities/index.js';
import { type CurrencyCode, invalidInput, type Outcome } from '../../kernel/index.js';
import type { FeatureKinds } from '../../scenarios/contract/index.js';
import { TERMS_PLAN } from '../../schema/product-terms.js';
import { givenPath, StoredValue, shownValue } from '../../schema/shape-values.js';
import type { ProductTerms } from '../../underwriting/terms.js';
import type { DryRun } from '../../underwriting/versions/dry-run.js';
import type { VersionLine } from '../../underwriting/versions/product-reader.js';
import { contentHash } from '../../underwriting/versions/product-service.js';
import { moneyView } from './money-view.js';
import { premiumView } from './premium-view.js';
import { productDecisionView } from './product-decision-view.js';
import { rateView } from './rate-view.js';

export const productView = (product: Product) => ({ __typename: 'Product', ...product });
export type ProductView = ReturnType<typeof productView>;

/** `terms` when they are at hand, else a loader brings them. */
export const versionView = ({ version, terms, ...line }: VersionLine & { readonly terms?: ProductTerms }) => ({
  __typename: 'ProductVersion',
  ...line,
  number: version,
  readTerms: terms,
});
export type VersionView = ReturnType<typeof versionView>;

export const termsView = (terms: ProductTerms): unknown =>
  shownValue(TERMS_PLAN, terms, terms.currency as CurrencyCode);
export const hashView = (terms: ProductTerms): string => contentHash(terms);

/** Terms as the API was given them, as they are stored; amounts the currency cannot express are refused. */
export function givenTerms(input: object): Outcome<unknown> {
  const { currency } = input as { readonly currency: CurrencyCode };
  const reading = new StoredValue(currency);
  const stored = reading.of(TERMS_PLAN, input, 'terms');
  return reading.issues.length > 0 ? { ok: false, error: invalidInput(reading.issues) } : { ok: true, value: stored };
}

/** Problems with stored terms, told by the names the API has for them. */
export function underTermsInput<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok || outcome.error.problem !== 'InvalidInput') return outcome;
  const issues = outcome.error.issues.map((found) => ({
    ...found,
    path: `terms.${givenPath(TERMS_PLAN, found.path)}`,
  }));
  return { ok: false, error: invalidInput(issues) };
}

export const featuresView = (kinds: FeatureKinds) =>
  Object.entries(kinds)
    .map(([name, kind]) => ({
      name,
      kind: kind === 'NUMBER' ? 'NUMBER' : 'TEXT',
      values: kind === 'NUMBER' || kind === 'CATEGORY' ? null : kind,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

export const findingPath = (path: string): string => givenPath(TERMS_PLAN, path);

export function dryRunView({ currency, decision, priced, insuredPercentage, previous }: DryRun) {
  return {
    __typename: 'ProductVersionDryRun',
    decision: productDecisionView(decision),
    previous: previous && productDecisionView(previous),
    offer: priced && {
      sumInsured: moneyView(priced.sumInsuredMinor, currency),
      insuredPercentage: rateView(insuredPercentage),
      premium: premiumView(priced.premium.totalMinor, priced.premium.lines, currency),
      priceAdjustments: priced.adjustments.map(({ code, message, minor }) => ({
        code,
        message,
        amount: moneyView(minor, currency),
      })),
    },
  };
}
