import type { DecisionReplay } from '../../underwriting/replay/replay-service.js';
import { productDecisionView } from './product-decision-view.js';

export const replayView = ({ differences, features, products, ...replay }: DecisionReplay) => ({
  ...replay,
  identical: differences.length === 0,
  differences,
  features: Object.keys(features)
    .sort()
    .map((feature) => {
      const value = features[feature] ?? null;
      return { feature, value: value === null ? null : String(value) };
    }),
  products: products.map(({ decision, ...product }) => ({ ...product, decision: productDecisionView(decision) })),
});
