import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type GraphQLInputType, Kind, parse, type ValueNode, valueFromAST, visit } from 'graphql';
import { inputTypeOf, probeSchema } from '../../src/scenarios/conformance.js';
import type { LoanRequest, ScenarioModule } from '../../src/scenarios/contract/index.js';
import { loadScenarios } from '../../src/scenarios/registry.js';
import { loanOf } from '../support/samples/loan.js';

const root = resolve(import.meta.dirname, '../..');
const { all } = await loadScenarios(['ecommerce', 'auto', 'housing', './examples/scenario-pets'], { baseFolder: root });

/** The value of the field `name` in the first GraphQL example of a README. */
async function exampleOf(file: string, name: string): Promise<ValueNode> {
  const text = await readFile(join(root, file), 'utf8');
  const source = /```graphql\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const found: ValueNode[] = [];
  visit(parse(source), {
    enter: (node) => {
      if (node.kind === Kind.OBJECT_FIELD && node.name.value === name) found.push(node.value);
    },
  });
  const [value] = found;
  if (value === undefined) throw new Error(`${file} has no example with ${name}`);
  return value;
}

async function loanOfExample(file: string): Promise<LoanRequest> {
  const principal = await exampleOf(file, 'principal');
  const amount = principal.kind === Kind.OBJECT ? principal.fields[0]?.value : undefined;
  if (amount?.kind !== Kind.STRING) throw new Error(`${file} has no principal`);
  return loanOf({ principalMinor: BigInt(amount.value.replace('.', '')) });
}

describe.each(all.map((module) => [module.code, module] as const))(
  'the README of %s',
  (code, module: ScenarioModule) => {
    const file = code === 'pets' ? 'examples/scenario-pets/README.md' : `src/scenarios/${code}/README.md`;

    it('shows a request that is accepted as it stands', async () => {
      const type = inputTypeOf(await probeSchema(module)) as GraphQLInputType;
      const input: unknown = valueFromAST(await exampleOf(file, module.graphql.key), type);
      const result = module.validate(input as object, await loanOfExample(file));
      expect(result.ok ? [] : result.error).toEqual([]);
    });

    it('names every kind of evidence', async () => {
      if (code === 'pets') return;
      const text = await readFile(join(root, file), 'utf8');
      const kinds = [...module.purpose.evidenceKinds, ...module.claims.evidence.map(({ kind }) => kind)];
      expect(kinds.filter((kind) => !text.includes(`\`${kind}\``))).toEqual([]);
    });
  },
);
