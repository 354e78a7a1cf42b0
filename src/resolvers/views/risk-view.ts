import { type CurrencyCode, invariant } from '../../kernel/index.js';
import type { JsonObject } from '../../scenarios/contract/index.js';
import { objectTypeName } from '../../scenarios/graphql-types.js';
import type { ScenarioRegistry } from '../../scenarios/registry.js';

export interface StoredRisk {
  readonly scenario: string;
  readonly risk: unknown;
  readonly facts: unknown;
  readonly currency: CurrencyCode;
}

/** The insured thing as its module shows it, under the name of the module's view type. */
export function riskView(scenarios: ScenarioRegistry, { scenario, risk, facts, currency }: StoredRisk) {
  const module = scenarios.get(scenario);
  invariant(module, `scenario ${scenario} of a stored risk is installed`);
  const view = module.view(risk as JsonObject, facts as JsonObject, currency);
  return { ...view, __typename: objectTypeName(module.graphql.riskView) };
}
