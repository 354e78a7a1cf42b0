import type { FeatureKinds, ScenarioModule } from '../../scenarios/contract/index.js';
import { OBLIGOR_FEATURE_KINDS } from '../obligor.js';
import type { FeatureCatalogue } from './check-tables.js';

/** What the core adds once a request is scored: the amount lent in currency units, the card's points, the final PD. */
const SCORED_FEATURE_KINDS: FeatureKinds = { principal: 'NUMBER', points: 'NUMBER', probabilityOfDefault: 'NUMBER' };

/** Every feature that tables of a product in this scenario may name. */
export const featureCatalogue = ({ rating }: ScenarioModule): FeatureCatalogue => ({
  kinds: { ...rating.featureKinds, ...OBLIGOR_FEATURE_KINDS, ...SCORED_FEATURE_KINDS },
  isComplete: rating.featureKinds !== undefined,
});
