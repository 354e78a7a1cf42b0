import type { ScenarioModule } from './contract/index.js';
import { contractTypeNames, inputTypeName, isInsuredRiskType, objectTypeName, typesOf } from './graphql-types.js';

export const CONTRACT_VERSION = 1;

const CODE_PATTERN = /^[a-z][a-z0-9-]{1,39}$/;
const KEY_PATTERN = /^[a-z][A-Za-z0-9]{0,59}$/;
const VERSION_PATTERN = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
export const SCREAMING_CASE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? value : {}) as Members;

/** Paths of members that must be functions; everything a module does. */
const FUNCTIONS = [
  'validate',
  'gather',
  'view',
  'purpose.lock',
  'purpose.verify',
  'rating.features',
  'rating.factors',
  'rating.appetite',
  'rating.lossGivenDefault',
] as const;

const LISTS = ['purpose.evidenceKinds', 'claims.evidence', 'claims.triggers'] as const;

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((owner, name) => membersOf(owner)[name], value);

/** Everything that keeps `value` from being a scenario module, in words; empty when it is one. */
export function moduleProblems(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return ['the default export is not a module object'];
  const shape = shapeProblems(value);
  return shape.length > 0 ? shape : graphqlProblems(value as ScenarioModule);
}

function shapeProblems(value: object): readonly string[] {
  const problems: string[] = [];
  const text = (path: string, pattern: RegExp, rule: string): void => {
    const found = at(value, path);
    if (typeof found !== 'string' || !pattern.test(found)) problems.push(`${path} ${rule}, is ${shown(found)}`);
  };
  const contract = at(value, 'contract');
  if (contract !== CONTRACT_VERSION) {
    problems.push(`contract must be ${CONTRACT_VERSION}, the version this host speaks, is ${shown(contract)}`);
  }
  text('code', CODE_PATTERN, 'must be a lower-case name of 2 to 40 letters, digits and hyphens');
  text('version', VERSION_PATTERN, 'must be a semantic version such as 1.0.0');
  text('title', /\S/, 'must be a text');
  text('graphql.key', KEY_PATTERN, 'must be a GraphQL name that starts in lower case');
  for (const path of ['graphql.riskInput', 'graphql.riskView', ...FUNCTIONS]) {
    if (typeof at(value, path) !== 'function') problems.push(`${path} is missing`);
  }
  for (const path of LISTS) {
    const found = at(value, path);
    if (!Array.isArray(found) || found.length === 0) problems.push(`${path} must be a list with at least one entry`);
  }
  return [...problems, ...codeProblems(value), ...changeProblems(at(value, 'changes'))];
}

function codeProblems(value: object): readonly string[] {
  const listed = (path: string): readonly unknown[] => {
    const found = at(value, path);
    return Array.isArray(found) ? found : [];
  };
  const evidence = listed('claims.evidence').map((entry) => membersOf(entry).kind);
  const named: readonly (readonly [string, readonly unknown[]])[] = [
    ['purpose.evidenceKinds', listed('purpose.evidenceKinds')],
    ['claims.evidence', evidence],
  ];
  return named.flatMap(([path, codes]) => [
    ...codes
      .filter((code) => typeof code !== 'string' || !SCREAMING_CASE.test(code))
      .map((code) => `${path} holds ${shown(code)}, which is not SCREAMING_CASE`),
    ...duplicatesOf(codes).map((code) => `${path} names ${shown(code)} twice`),
  ]);
}

function changeProblems(changes: unknown): readonly string[] {
  if (changes === undefined) return [];
  if (!Array.isArray(changes)) return ['changes must be a list'];
  return changes.flatMap((change: unknown, index) => {
    const problems: string[] = [];
    const { name, description, input, apply } = membersOf(change);
    if (typeof name !== 'string' || !KEY_PATTERN.test(name)) {
      problems.push(`changes[${index}].name must be a GraphQL name that starts in lower case, is ${shown(name)}`);
    }
    if (typeof description !== 'string' || description === '')
      problems.push(`changes[${index}].description is missing`);
    if (typeof apply !== 'function') problems.push(`changes[${index}].apply is missing`);
    if (typeof input !== 'function' || inputTypeName(input) === undefined) {
      problems.push(`changes[${index}].input must be a type-graphql input class`);
    }
    return problems;
  });
}

function graphqlProblems(module: ScenarioModule): readonly string[] {
  const { riskInput, riskView } = module.graphql;
  const problems: string[] = [];
  if (inputTypeName(riskInput) === undefined) {
    problems.push('graphql.riskInput must be a class decorated with @InputType of the type-graphql this host uses');
  }
  if (objectTypeName(riskView) === undefined) {
    problems.push('graphql.riskView must be a class decorated with @ObjectType of the type-graphql this host uses');
  } else if (!isInsuredRiskType(riskView)) {
    problems.push('graphql.riskView must implement the InsuredRisk of this host: take it from the kit');
  }
  if (problems.length > 0) return problems;
  const taken = new Set(contractTypeNames());
  return [...typesOf(module).keys()]
    .filter((name) => taken.has(name))
    .map((name) => `GraphQL type ${name} belongs to the contract: take it from the kit or choose another name`);
}

const duplicatesOf = (values: readonly unknown[]): readonly unknown[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

const shown = (value: unknown): string =>
  value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
