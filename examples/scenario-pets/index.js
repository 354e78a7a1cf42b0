import { claims } from './claims.js';
import { graphqlOf } from './graphql.js';
import { purposeOf } from './purpose.js';
import { ratingOf } from './rating.js';
import { validateWith } from './validate.js';

/**
 * A scenario package exports a function that makes its module from the host's kit, or the module itself.
 * @param {import('covergraph/scenario').ScenarioKit} kit
 * @returns {import('covergraph/scenario').ScenarioModule}
 */
export default function petsScenario(kit) {
  const { riskInput, riskView, viewOf } = graphqlOf(kit);
  return {
    code: 'pets',
    contract: 1,
    version: '1.0.0',
    title: 'Veterinary treatment paid in instalments',
    graphql: { key: 'pets', riskInput, riskView },
    validate: validateWith(kit),
    gather: async () => ({}),
    view: viewOf,
    purpose: purposeOf(kit),
    rating: ratingOf(kit),
    claims,
  };
}
