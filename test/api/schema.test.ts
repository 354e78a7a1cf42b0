import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  printSchema,
  validateSchema,
} from 'graphql';
import { buildApiSchema } from '../../src/resolvers/index.js';
import { BUILT_IN_CODES, loadScenarios } from '../../src/scenarios/registry.js';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildApiSchema(await loadScenarios(BUILT_IN_CODES));
});

/** Everything in the schema that a reader may ask about, with what it says of itself. */
function* described(): Generator<readonly [name: string, description: string | null | undefined]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    if (!['Query', 'Mutation', 'Subscription'].includes(type.name)) yield [type.name, type.description];
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field.description];
        for (const argument of field.args) {
          // The one argument `input` says no more than its type.
          if (argument.name !== 'input') yield [`${type.name}.${field.name}(${argument.name})`, argument.description];
        }
      }
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field.description];
    }
    if (isEnumType(type)) for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description];
  }
}

describe('the API schema', () => {
  it('is the committed schema.graphql; `npm run schema` writes it', async () => {
    const committed = await readFile(new URL('../../src/schema/schema.graphql', import.meta.url), 'utf8');
    expect(`${printSchema(schema)}\n`).toBe(committed);
  });

  it('is valid', () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it('describes every type, field, argument and enum value', () => {
    expect([...described()].filter(([, description]) => !description).map(([name]) => name)).toEqual([]);
  });

  it('takes exactly one scenario', () => {
    const input = schema.getType('ScenarioInput');
    expect(isInputObjectType(input) && input.isOneOf && Object.keys(input.getFields())).toEqual([
      'auto',
      'ecommerce',
      'housing',
    ]);
  });
});
