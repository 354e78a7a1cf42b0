import fc from 'fast-check';
import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { checkScenario, inputTypeOf, probeSchema, type ScenarioSamples } from '../../src/scenarios/conformance.js';
import type { ScenarioModule } from '../../src/scenarios/contract/index.js';

/** Certifies a scenario module with jest: the conformance checks, and validation under any input of its shape. */
export function describeScenario(module: ScenarioModule, samples: ScenarioSamples): void {
  describe(`scenario ${module.code}`, () => {
    let schema: GraphQLSchema;
    beforeAll(async () => {
      schema = await probeSchema(module);
    });

    it('breaks no rule of the contract', async () => {
      expect(await checkScenario(module, samples)).toEqual([]);
    });

    it.each(samples.broken.map((sample) => [sample.name, sample] as const))('refuses %s', (_name, sample) => {
      const result = module.validate(sample.input, sample.loan);
      const found = result.ok ? [] : result.error.map(({ path, code }) => ({ path, code }));
      expect(found).toHaveLength(sample.issues.length);
      expect(found).toEqual(expect.arrayContaining([...sample.issues]));
    });

    it('answers any input of its shape', () => {
      const type = inputTypeOf(schema);
      if (type === undefined) throw new Error('the probe schema has no input');
      const loans = samples.valid.map(({ loan }) => loan);
      fc.assert(
        fc.property(required(type), fc.constantFrom(...loans), (input, loan) => {
          const result = module.validate(input as object, loan);
          if (result.ok) expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
          else expect(result.error.every(({ code, path }) => code !== '' && path !== '')).toBe(true);
        }),
        { numRuns: 300 },
      );
    });
  });
}

/** Any value a GraphQL input type lets through. */
function anyOf(type: GraphQLInputType): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return required(type.ofType as GraphQLInputType);
  return fc.option(required(type), { nil: null });
}

function required(type: GraphQLInputType): fc.Arbitrary<unknown> {
  if (isListType(type)) return fc.array(anyOf(type.ofType as GraphQLInputType), { maxLength: 105 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ value }) => value as unknown));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const requiredKeys = fields.filter((field) => isNonNullType(field.type)).map((field) => field.name);
    return fc.record(Object.fromEntries(fields.map((field) => [field.name, anyOf(field.type)])), { requiredKeys });
  }
  return scalar('name' in type ? type.name : '');
}

function scalar(name: string): fc.Arbitrary<unknown> {
  switch (name) {
    case 'Int':
      return fc.integer({ min: -2_147_483_648, max: 2_147_483_647 });
    case 'Float':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'Boolean':
      return fc.boolean();
    case 'Decimal':
      return fc.stringMatching(/^-?[0-9]{1,30}(\.[0-9]{1,20})?$/);
    case 'CurrencyCode':
      return fc.constantFrom('EUR', 'USD', 'GBP', 'JPY', 'BHD', 'CLF');
    case 'Date':
      return fc
        .date({ min: new Date('1900-01-01'), max: new Date('2299-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
    default:
      return fc.string({ unit: 'binary', maxLength: 300 });
  }
}
