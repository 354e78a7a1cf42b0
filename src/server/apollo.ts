import { ApolloServer, type ApolloServerPlugin, type BaseContext, type HTTPGraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import type { Logger } from 'pino';
import { DocumentCache } from './document-cache.js';
import type { Door, Visitor } from './door.js';
import type { ErrorFormatter } from './errors.js';
import type { Executor } from './jit/executor.js';
import type { createPricer } from './limits/cost.js';
import { documentLimitsRule } from './limits/document-limits.js';
import type { OperationLimits } from './limits/limits.js';
import { pageSizeRule } from './limits/page-size.js';
import { storableTextRule, unstorableVariable } from './limits/storable-text.js';
import { refusal, unauthenticated } from './refusal.js';

/** What the HTTP handler and Apollo's plugin tell each other of one request. */
export interface Passage {
  readonly visitor: Visitor;
  /** Every error is one that a well-formed request can have before execution: parse, validation, coercion. */
  isPlainFailure: boolean;
}

export type Passages = WeakMap<HTTPGraphQLRequest, Passage>;

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  readonly price: ReturnType<typeof createPricer>;
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  readonly door: Door;
  readonly passages: Passages;
  readonly format: ErrorFormatter;
  readonly log: Logger;
}

const isIntrospection = (operation: OperationDefinitionNode): boolean =>
  operation.operation === 'query' &&
  operation.selectionSet.selections.every((one) => one.kind === Kind.FIELD && one.name.value.startsWith('__'));

const plainFailures: ReadonlySet<unknown> = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

const asBadRequest = (error: GraphQLError): GraphQLError =>
  refusal(error.message, { code: String(error.extensions.code), status: 400, details: error.extensions });

/** Authorises, prices and charges each operation before it runs, and shows its price. */
function operationPlugin({ door, passages, price, limits }: ApolloOptions): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: async ({ request }) => {
      const passage = request.http === undefined ? undefined : passages.get(request.http);
      if (passage === undefined) throw new Error('a request that did not pass the door');
      let found: number | undefined;
      return {
        didResolveOperation: async ({ document, operation }) => {
          if (operation === undefined) return;
          if (passage.visitor.viewer === undefined && !isIntrospection(operation)) throw unauthenticated();
          if (operation.operation === 'subscription') {
            throw refusal('Subscriptions need a WebSocket (graphql-transport-ws) on the same path.', {
              code: 'BAD_REQUEST',
              status: 400,
            });
          }
          const priced = price(document, operation, request.variables ?? {});
          if (typeof priced !== 'number') throw asBadRequest(priced);
          found = priced;
          const refused = door.charge(passage.visitor, priced) ?? unstorableVariable(request.variables ?? {});
          if (refused !== undefined) throw refused;
        },
        willSendResponse: async ({ response }) => {
          if (response.body.kind !== 'single') return;
          const result = response.body.singleResult;
          passage.isPlainFailure =
            result.data === undefined &&
            result.errors?.every(({ extensions }) => plainFailures.has(extensions?.code)) === true;
          if (found !== undefined) {
            result.extensions = { ...result.extensions, cost: { price: found, maximum: limits.cost } };
          }
        },
      };
    },
  };
}

/**
 * Apollo Server with its plugins and without a schema of its own: operations are executed by ours through the gateway
 * hook. Cache control, reporting, tracing and the landing page are off; nothing is sent to anybody.
 */
export async function startApollo(options: ApolloOptions): Promise<ApolloServer<BaseContext>> {
  const { schema, executor, limits, introspection, format, log } = options;
  const apollo = new ApolloServer<BaseContext>({
    gateway: {
      load: async () => ({
        executor: async ({ document, request, context }) =>
          executor({
            document,
            operationName: request.operationName,
            variables: request.variables,
            contextValue: context,
          }),
      }),
      onSchemaLoadOrUpdate: (listener) => {
        listener({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      stop: async () => undefined,
    },
    validationRules: [pageSizeRule(limits.pageSize), documentLimitsRule(limits), storableTextRule],
    parseOptions: { maxTokens: limits.tokens },
    documentStore: new DocumentCache(),
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    persistedQueries: false,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    stringifyResult: (result) => JSON.stringify(result),
    formatError: (_, error) => format(error),
    logger: {
      debug: (message) => log.debug(message),
      info: (message) => log.debug(message),
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operationPlugin(options),
    ],
  });
  await apollo.start();
  return apollo;
}
