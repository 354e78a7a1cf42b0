import { readFile } from 'node:fs/promises';
import { type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { CalculatorResolver } from '../../src/resolvers/calculators.js';
import { buildApiSchema } from '../../src/resolvers/index.js';
import { BUILT_IN_CODES, loadScenarios } from '../../src/scenarios/registry.js';
import { startApi, type TestApi } from '../support/api.js';

const text = await readFile(new URL('../../docs/calculators.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/## (\w+)\n[\s\S]*?```graphql\n([\s\S]*?)```\n\n```json\n([\s\S]*?)```/g)].map(
  ([, name = '', query = '', answer = '']) => ({ name, query, answer }),
);

let api: TestApi;
let schema: GraphQLSchema;
beforeAll(async () => {
  api = await startApi();
  schema = await buildApiSchema(await loadScenarios(BUILT_IN_CODES));
});
afterAll(() => api.close());

describe('docs/calculators.md', () => {
  it('has one example for each calculator', () => {
    const results = getMetadataStorage().queries.filter(({ target }) => target === CalculatorResolver);
    expect(examples.map(({ name }) => name).sort()).toEqual(results.map(({ schemaName }) => schemaName).sort());
  });

  it.each(examples.map((example) => [example.name, example] as const))(
    'shows a valid %s with its answer',
    async (name, { query, answer }) => {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const [operation] = document.definitions;
      const [root] = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
      expect(root?.kind === Kind.FIELD && root.name.value).toBe(name);
      expect(await api.data('dashboard', query)).toEqual(JSON.parse(answer));
    },
  );
});
