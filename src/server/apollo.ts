import { ApolloServer, type ApolloServerPlugin, type BaseContext, type HTTPGraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Admit } from './admission.js';
import type { DocumentCache } from './document-cache.js';
import type { Door, Visitor } from './door.js';
import type { ErrorFormatter } from './errors.js';
import type { Executor } from './jit/executor.js';
import { stringify } from './jit/written-json.js';
import { documentLimitsRule } from './limits/document-limits.js';
import type { OperationLimits } from './limits/limits.js';
import { pageSizeRule } from './limits/page-size.js';
import { storableTextRule } from './limits/storable-text.js';

/** What the HTTP handler and Apollo's plugin tell each other of one request. */
export interface Passage {
  readonly visitor: Visitor;
  /** Every error is one that a well-formed request can have before execution: parse, validation, coercion. */
  isPlainFailure: boolean;
}

/** Stands for the context of an operation that was charged and run already: Apollo has only to answer it. */
export class Executed {
  constructor(
    readonly price: number,
    /** @throws what the execution threw */
    readonly result: () => ExecutionResult,
  ) {}
}

export type Passages = WeakMap<HTTPGraphQLRequest, Passage>;

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  readonly admit: Admit;
  readonly documents: DocumentCache;
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  readonly door: Door;
  readonly passages: Passages;
  readonly format: ErrorFormatter;
  readonly log: Logger;
}

const plainFailures: ReadonlySet<unknown> = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Authorises, prices and charges each operation before it runs, and shows its price. */
function operationPlugin({ door, passages, admit, limits }: ApolloOptions): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: async ({ request, contextValue }) => {
      const passage = request.http === undefined ? undefined : passages.get(request.http);
      if (passage === undefined) throw new Error('a request that did not pass the door');
      const isExecuted = contextValue instanceof Executed;
      let found = isExecuted ? contextValue.price : undefined;
      return {
        didResolveOperation: async ({ document, operation }) => {
          if (operation === undefined || isExecuted) return;
          const { price, refused } = admit(passage.visitor, {
            document,
            operation,
            variables: request.variables ?? {},
          });
          found = price;
          if (refused !== undefined) throw refused;
          const overdrawn = price === undefined ? undefined : door.charge(passage.visitor, price);
          if (overdrawn !== undefined) throw overdrawn;
        },
        willSendResponse: async ({ response }) => {
          if (response.body.kind !== 'single') return;
          const result = response.body.singleResult;
          passage.isPlainFailure =
            result.data === undefined &&
            result.errors?.every(({ extensions }) => plainFailures.has(extensions?.code)) === true;
          if (found !== undefined) {
            result.extensions = { ...result.extensions, cost: costExtension(found, limits) };
          }
        },
      };
    },
  };
}

/** What is said of the price beside the data. */
export const costExtension = (price: number, { cost }: OperationLimits) => ({ price, maximum: cost });

/**
 * Apollo Server with its plugins and without a schema of its own: operations are executed by ours through the gateway
 * hook. Cache control, reporting, tracing and the landing page are off; nothing is sent to anybody.
 */
export async function startApollo(options: ApolloOptions): Promise<ApolloServer<BaseContext>> {
  const { schema, executor, documents, limits, introspection, format, log } = options;
  const apollo = new ApolloServer<BaseContext>({
    gateway: {
      load: async () => ({
        executor: async ({ document, request, context }) => {
          if (context instanceof Executed) return context.result();
          const { operationName, variables } = request;
          return executor({ document, operationName, variables, contextValue: context });
        },
      }),
      onSchemaLoadOrUpdate: (listener) => {
        listener({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      stop: async () => undefined,
    },
    validationRules: [pageSizeRule(limits.pageSize), documentLimitsRule(limits), storableTextRule],
    parseOptions: { maxTokens: limits.tokens },
    documentStore: documents,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    persistedQueries: false,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    stringifyResult: stringify,
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
