import { Decimal } from '../../kernel/index.js';
import type { Viewer } from '../../partners/viewer.js';
import { moneyView as amountView } from '../../scenarios/contract/index.js';
import type { CoObligorCure } from '../../underwriting/co-obligors.js';
import type { ProductDecision } from '../../underwriting/decision.js';
import type { RuleHit } from '../../underwriting/rules/compile.js';

const firedRowView = ({ values, ...hit }: RuleHit) => ({
  ...hit,
  values: Object.entries(values).map(([feature, value]) => ({ feature, value: value === null ? null : String(value) })),
});

/** Decisions stored before there were tables have no trace. */
export const traceView = (trace: readonly RuleHit[] | undefined) => (trace ?? []).map(firedRowView);

export const coObligorCureView = ({ annualIncome, currency, credit }: CoObligorCure) => ({
  annualIncome: amountView(annualIncome, currency),
  credit,
});

export const productDecisionView = ({
  probabilityOfDefault,
  authorityLevel,
  trace,
  insurerReference,
  coObligorCure,
  ...decision
}: ProductDecision) => ({
  ...decision,
  insurerReference: insurerReference ?? null,
  probabilityOfDefault: new Decimal(probabilityOfDefault).toFixed(6),
  authorityLevel: authorityLevel ?? null,
  coObligorCure: coObligorCure ? coObligorCureView(coObligorCure) : null,
  trace: traceView(trace),
});

export type ProductDecisionView = ReturnType<typeof productDecisionView>;

/** A product's inner workings are its insurer's business: never a partner's, never a competitor's. */
export const productsShownTo = (viewer: Viewer, products: readonly ProductDecision[]): ProductDecisionView[] =>
  products
    .filter(({ insurerId }) => viewer.role === 'OPERATOR' || viewer.organisationId === insurerId)
    .map(productDecisionView);
