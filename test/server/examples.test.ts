import 'reflect-metadata';
import { buildApiSchema } from '../../src/resolvers/index.js';
import { loadScenarios } from '../../src/scenarios/registry.js';
import { exampleProblems } from '../../src/server/graphiql/examples.js';

describe('the examples of the GraphiQL page', () => {
  it('are valid, priced and within the limits for the schema of every built-in scenario', async () => {
    const schema = await buildApiSchema(await loadScenarios(['ecommerce', 'auto', 'housing']));
    expect(await exampleProblems(schema)).toEqual([]);
  });
});
