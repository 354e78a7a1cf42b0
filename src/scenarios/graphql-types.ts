import { getMetadataStorage } from 'type-graphql';
import { InsuredRisk, Money, MoneyInput, type ScenarioModule } from './contract/index.js';

/** A type-graphql class, or the object behind a registered enum. */
type TypeSource = object;

const CONTRACT_TYPES: readonly TypeSource[] = [InsuredRisk, Money, MoneyInput];

export const inputTypeName = (type: TypeSource): string | undefined =>
  getMetadataStorage().inputTypes.find(({ target }) => target === type)?.name;

export const objectTypeName = (type: TypeSource): string | undefined =>
  getMetadataStorage().objectTypes.find(({ target }) => target === type)?.name;

export const isInsuredRiskType = (type: TypeSource): boolean =>
  getMetadataStorage().objectTypes.some(
    ({ target, interfaceClasses }) => target === type && interfaceClasses?.includes(InsuredRisk) === true,
  );

const enumName = (type: TypeSource): string | undefined =>
  getMetadataStorage().enums.find(({ enumObj }) => enumObj === type)?.name;

/** Every GraphQL type a module brings, by name: its inputs, its view, and whatever their fields lead to. */
export function typesOf(module: ScenarioModule): ReadonlyMap<string, TypeSource> {
  const named = new Map<string, TypeSource>();
  const seen = new Set<TypeSource>(CONTRACT_TYPES);
  const open: TypeSource[] = [
    module.graphql.riskInput,
    module.graphql.riskView,
    ...(module.changes ?? []).map(({ input }) => input),
  ];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (seen.has(type)) continue;
    seen.add(type);
    const name = inputTypeName(type) ?? objectTypeName(type) ?? enumName(type);
    if (name === undefined) continue;
    named.set(name, type);
    for (const field of getMetadataStorage().fields) {
      if (field.target === type) open.push(field.getType() as TypeSource);
    }
  }
  return named;
}

/** The names that the contract's own types take in every schema. */
export const contractTypeNames = (): readonly string[] =>
  CONTRACT_TYPES.map(
    (type) =>
      inputTypeName(type) ??
      objectTypeName(type) ??
      getMetadataStorage().interfaceTypes.find(({ target }) => target === type)?.name ??
      '',
  );
