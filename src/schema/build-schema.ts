import { type GraphQLInputObjectType, type GraphQLSchema, lexicographicSortSchema } from 'graphql';
import { type AuthCheckerFn, buildSchema as assemble, type NonEmptyArray, type PubSub } from 'type-graphql';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import { oneOfInput } from './one-of.js';
import { resolvePlainly } from './plain-resolvers.js';
import { problemTypes } from './problem.js';

const SCENARIO_INPUT = 'ScenarioInput';

// Subscriptions read the event log themselves; the library insists on somewhere to publish topics.
const NO_TOPICS: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('subscriptions bring their own source');
  },
};

type ResolverClass = new (...args: never[]) => object;

export interface SchemaParts {
  readonly scenarios: readonly ScenarioModule[];
  /** The resolver classes, given the input that names exactly one scenario. */
  readonly resolvers: (scenarioInput: new () => object) => readonly ResolverClass[];
  readonly authorise: AuthCheckerFn<never, never>;
  /** Names of further inputs of which exactly one member must be given. */
  readonly oneOfInputs?: readonly string[];
}

/** The executable schema of the installed scenarios; nothing that is merely imported gets in. */
export async function buildSchema(parts: SchemaParts): Promise<GraphQLSchema> {
  const scenarioInput = oneOfInput(
    SCENARIO_INPUT,
    'What the loan pays for: exactly one member, the scenario.',
    parts.scenarios.map(({ graphql, title }) => ({ key: graphql.key, type: graphql.riskInput, description: title })),
  );
  const resolvers = parts.resolvers(scenarioInput);
  const schema = await assemble({
    resolvers: [...resolvers] as unknown as NonEmptyArray<() => void>,
    orphanedTypes: [...problemTypes, ...parts.scenarios.map(({ graphql }) => graphql.riskView)],
    authChecker: parts.authorise as never,
    validate: false,
    // The library would introspect the whole schema at every start; a test validates the one that is committed.
    skipCheck: true,
    pubSub: NO_TOPICS,
  });
  resolvePlainly(schema, { resolvers, authorise: parts.authorise });
  for (const name of [SCENARIO_INPUT, ...(parts.oneOfInputs ?? [])]) {
    (schema.getType(name) as GraphQLInputObjectType).isOneOf = true;
  }
  return lexicographicSortSchema(schema);
}
