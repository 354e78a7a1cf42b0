import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { GraphQLError, type GraphQLSchema, getVariableValues, Kind, parse, specifiedRules, validate } from 'graphql';
import { createPricer } from '../limits/cost.js';
import { documentLimitsRule } from '../limits/document-limits.js';
import { defaultLimits } from '../limits/limits.js';
import { pageSizeRule } from '../limits/page-size.js';

/** A ready operation of the GraphiQL page: `<name>.graphql` beside an optional `<name>.json` with its variables. */
export interface Example {
  readonly name: string;
  readonly query: string;
  /** JSON text, as the page's editors show it. */
  readonly variables?: string;
}

const folder = new URL('../examples/', import.meta.url);

/** The examples in the order of their file names. */
export async function loadExamples(): Promise<readonly Example[]> {
  const names = await readdir(folder);
  const read = async (file: string): Promise<Example> => {
    const name = file.slice(0, -'.graphql'.length);
    const query = await readFile(new URL(file, folder), 'utf8');
    if (!names.includes(`${name}.json`)) return { name, query };
    return { name, query, variables: await readFile(new URL(`${name}.json`, folder), 'utf8') };
  };
  return Promise.all(
    names
      .filter((name) => name.endsWith('.graphql'))
      .sort()
      .map(read),
  );
}

const dayMs = 86_400_000;

/** Fills `{{date}}`, `{{date+31}}` (days later) and `{{id}}` (something new each time) in the variables. */
export function fillPlaceholders(example: Example, now: Date): Example {
  const { variables } = example;
  if (variables === undefined) return example;
  return {
    ...example,
    variables: variables
      .replaceAll('{{id}}', () => randomBytes(6).toString('hex'))
      .replaceAll(/\{\{date(?:\+(\d{1,4}))?\}\}/g, (_, days: string | undefined) =>
        new Date(now.getTime() + Number(days ?? 0) * dayMs).toISOString().slice(0, 10),
      ),
  };
}

function problemsOf(schema: GraphQLSchema, { query, variables }: Example): readonly string[] {
  const document = parse(query, { maxTokens: defaultLimits.tokens });
  const rules = [...specifiedRules, pageSizeRule(defaultLimits.pageSize), documentLimitsRule(defaultLimits)];
  const errors = validate(schema, document, rules);
  if (errors.length > 0) return errors.map(({ message }) => message);
  const price = createPricer(schema, defaultLimits);
  const given: Record<string, unknown> = variables === undefined ? {} : JSON.parse(variables);
  return document.definitions.flatMap((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION) return [];
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    const priced = price(document, operation, given);
    return [...(coerced.errors ?? []), ...(priced instanceof GraphQLError ? [priced] : [])].map(
      ({ message }) => message,
    );
  });
}

/** What is wrong with the examples for this schema: validity, limits, price and variables. Empty when all is well. */
export async function exampleProblems(schema: GraphQLSchema): Promise<readonly string[]> {
  const examples = await loadExamples();
  return examples.flatMap((example) =>
    problemsOf(schema, fillPlaceholders(example, new Date())).map((message) => `${example.name}: ${message}`),
  );
}
