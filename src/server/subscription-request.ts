import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { DocumentCache } from './document-cache.js';
import type { Door, Visitor } from './door.js';
import type { createPricer } from './limits/cost.js';
import { documentLimitsRule } from './limits/document-limits.js';
import type { OperationLimits } from './limits/limits.js';
import { pageSizeRule } from './limits/page-size.js';
import { storableTextRule, unstorableVariable } from './limits/storable-text.js';
import { refusal } from './refusal.js';
import type { SubscriptionArgs } from './subscription-stream.js';

export interface SubscriptionRequestOptions {
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
  readonly price: ReturnType<typeof createPricer>;
  readonly door: Door;
  readonly introspection: boolean;
}

type Prepared = SubscriptionArgs | readonly GraphQLError[];

const withCode = (error: GraphQLError, code: string, message = error.message): GraphQLError =>
  new GraphQLError(message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    originalError: error,
    extensions: { code },
  });

const suggestion = / ?Did you mean(.+?)\?$/;

/** Whether @skip or @include could leave a subscription without its field, for which graphql-js has no answer. */
function mayBeEmpty(document: DocumentNode, { selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true;
    if (selection.kind === Kind.FIELD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT) return mayBeEmpty(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION && mayBeEmpty(document, fragment.selectionSet);
  });
}

/**
 * Turns a `subscribe` message into what is to be executed. Apollo never sees these, so everything it does for HTTP
 * happens here: parse with the token limit, validate with the same rules, price, charge.
 */
export function createSubscriptionRequests({ schema, limits, price, door, introspection }: SubscriptionRequestOptions) {
  const rules = [...specifiedRules, pageSizeRule(limits.pageSize), documentLimitsRule(limits), storableTextRule];
  const documents = new DocumentCache();

  const documentFor = (query: string): DocumentNode | readonly GraphQLError[] => {
    const known = documents.peek(query);
    if (known !== undefined) return known;
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: limits.tokens });
    } catch (error) {
      if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
    const errors = validate(schema, document, rules);
    if (errors.length === 0) documents.put(query, document);
    return errors.length === 0
      ? document
      : errors.map((error) =>
          withCode(
            error,
            'GRAPHQL_VALIDATION_FAILED',
            introspection ? error.message : error.message.replace(suggestion, ''),
          ),
        );
  };

  return (payload: SubscribePayload, visitor: Visitor, freshContext: SubscriptionArgs['freshContext']): Prepared => {
    const document = documentFor(payload.query);
    if (!('kind' in document)) return document;
    const operation = getOperationAST(document, payload.operationName);
    if (operation === null || operation === undefined) {
      return [refusal('There is no such operation.', { code: 'OPERATION_RESOLUTION_FAILURE', status: 400 })];
    }
    if (operation.operation !== 'subscription') {
      return [refusal('Only subscriptions are served here: POST others.', { code: 'BAD_REQUEST', status: 400 })];
    }
    if (mayBeEmpty(document, operation.selectionSet)) {
      return [refusal('The field of a subscription cannot be skipped.', { code: 'BAD_REQUEST', status: 400 })];
    }
    const variables = payload.variables ?? {};
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 50 });
    if (errors !== undefined) return errors.map((error) => withCode(error, 'BAD_USER_INPUT'));
    const priced = price(document, operation, variables);
    if (typeof priced !== 'number') return [priced];
    const refused = door.charge(visitor, priced) ?? unstorableVariable(variables);
    if (refused !== undefined) return [refused];
    return { schema, document, operationName: payload.operationName, variableValues: variables, freshContext };
  };
}
