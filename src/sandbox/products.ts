import { currencyCode } from '../kernel/index.js';
import { USUAL_CHANGE_TERMS } from '../underwriting/change-terms.js';
import { USUAL_CLAIM_TERMS } from '../underwriting/claim-terms.js';
import { USUAL_COLLECTION_TERMS } from '../underwriting/collection-terms.js';
import { USUAL_PAYMENT_TERMS } from '../underwriting/payment-terms.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { carTables, checkoutTables, homeTables } from './decision-tables.js';
import { sandboxScorecard } from './scorecard.js';

/** Default intensity by month since disbursement, relative: rises over the first half year, then fades. */
const SEASONING = [
  0.3, 0.5, 0.7, 0.9, 1.0, 1.1, 1.2, 1.2, 1.2, 1.1, 1.1, 1.0, 1.0, 0.95, 0.95, 0.9, 0.9, 0.85, 0.85, 0.8, 0.8, 0.75,
  0.75, 0.7, 0.7, 0.65, 0.65, 0.6, 0.6, 0.55, 0.55, 0.5, 0.5, 0.45, 0.45, 0.4,
];

const BASE: ProductTerms = {
  cover: 'PERFORMANCE_GUARANTEE',
  currency: currencyCode('USD'),
  insuredPercentage: '0.9',
  insures: 'PRINCIPAL_AND_INTEREST',
  deductible: null,
  noticeDays: 30,
  waitingDays: 90,
  interestCapAnnual: '0.36',
  quoteValidityHours: 24,
  activationDays: 14,
  principal: { minimumMinor: '10000', maximumMinor: '4000000' },
  instalments: { minimum: 2, maximum: 60 },
  maximumAnnualRate: '0.36',
  // Ten million: the documented identities are everybody's, and their limit should not end a demonstration.
  creditReportMaxAgeDays: 30,
  obligorCapMinor: '1000000000',
  pricing: {
    discountAnnual: 0.03,
    accruedInterestMonths: 3,
    riskMargin: 0.2,
    expense: 0.15,
    commission: 0.1,
    profit: 0.05,
    taxRate: 0.06,
    floorMinor: '500',
    capMinor: null,
    seasoning: SEASONING,
  },
  appetite: { approveUpTo: 0.06, referUpTo: 0.09 },
  scorecard: sandboxScorecard,
  refund: { method: 'PRO_RATA', freeLookDays: 14, minimumMinor: '10' },
  waterfall: 'INSURER_FIRST',
  authority: {
    underwriting: [
      { level: 1, upToMinor: '1000000' },
      { level: 3, upToMinor: '10000000' },
      { level: 5, upToMinor: '200000000' },
    ],
    twoPersonsAboveMinor: '5000000',
    claims: [],
    claimsTwoPersonsAboveMinor: null,
  },
  rules: [],
  priceAdjustmentBounds: { minimum: '0.5', maximum: '2' },
  // Small claims without collateral need nobody at the desk.
  claims: { ...USUAL_CLAIM_TERMS, automaticUpToMinor: '50000' },
  changes: USUAL_CHANGE_TERMS,
  collections: USUAL_COLLECTION_TERMS,
  payment: USUAL_PAYMENT_TERMS,
  referral: { decideWithinHours: 48, atDeadline: 'EXPIRE' },
  counterOffers: { insuredPercentages: ['0.8', '0.7', '0.6'] },
};

export interface SandboxProduct {
  readonly code: string;
  readonly name: string;
  readonly scenario: string;
  readonly terms: ProductTerms;
  /** Sold in this programme only; in every programme of its scenario when absent. */
  readonly programme?: string;
}

/** What Northwind sells: the broad appetite. */
export const northwindProducts: readonly SandboxProduct[] = [
  {
    code: 'NW-CHECKOUT',
    name: 'Checkout instalments',
    scenario: 'ecommerce',
    terms: { ...BASE, coObligorCures: true, rules: checkoutTables },
  },
  {
    code: 'NW-CAR',
    name: 'Car instalments',
    scenario: 'auto',
    terms: {
      ...BASE,
      coObligorCures: true,
      currency: currencyCode('EUR'),
      principal: { minimumMinor: '100000', maximumMinor: '15000000' },
      instalments: { minimum: 6, maximum: 96 },
      // A holiday or a disaster is nobody's default, and who needs a car is given two months to find other cover.
      changes: { ...USUAL_CHANGE_TERMS, holdStopsClaims: ['MORATORIUM', 'DISASTER'], insurerNoticeDays: 60 },
      rules: carTables,
    },
  },
  {
    code: 'NW-HOME',
    name: 'Purchase mortgages',
    scenario: 'housing',
    terms: {
      ...BASE,
      coObligorCures: true,
      cover: 'CREDIT_INSURANCE',
      insuredPercentage: '0.3',
      counterOffers: { insuredPercentages: ['0.25', '0.2'] },
      insures: 'PRINCIPAL',
      waitingDays: 120,
      activationDays: 90,
      principal: { minimumMinor: '2000000', maximumMinor: '150000000' },
      instalments: { minimum: 60, maximum: 480 },
      quoteValidityHours: 24 * 14,
      rules: homeTables,
    },
  },
];

/** What Alder sells: the same lines, more careful and a little cheaper. */
export const alderProducts: readonly SandboxProduct[] = northwindProducts.map(({ code, name, scenario, terms }) => ({
  code: code.replace('NW', 'AM'),
  name,
  scenario,
  terms: {
    ...terms,
    pricing: { ...terms.pricing, riskMargin: 0.15, expense: 0.13 },
    appetite: { approveUpTo: 0.04, referUpTo: 0.06 },
  },
}));

const MODES = [
  { programme: 'LUMEN-MONTHLY', code: 'NW-CHECKOUT-MONTHLY', mode: 'LEVEL_MONTHLY' },
  { programme: 'LUMEN-BALANCE', code: 'NW-CHECKOUT-BALANCE', mode: 'MONTHLY_ON_OUTSTANDING' },
  { programme: 'LUMEN-FINANCED', code: 'NW-CHECKOUT-FINANCED', mode: 'SINGLE_FINANCED' },
] as const;

/** Northwind's checkout cover in the other ways of paying for it, each in a programme of its own. */
export const modeProducts: readonly (SandboxProduct & { readonly programme: string })[] = MODES.map(
  ({ programme, code, mode }) => ({
    code,
    name: 'Checkout instalments',
    scenario: 'ecommerce',
    programme,
    terms: { ...BASE, pricing: { ...BASE.pricing, mode, floorMinor: '0' } },
  }),
);

/** What Tamarack sells: cover that its own system decides and prices, beside that of the two others. */
export const tamarackProduct: SandboxProduct & { readonly programme: string } = {
  code: 'TS-CHECKOUT',
  name: 'Checkout instalments',
  scenario: 'ecommerce',
  programme: 'LUMEN-PANEL',
  terms: { ...BASE, decidedBy: 'INSURER', coInsures: true, counterOffers: { insuredPercentages: [] } },
};
