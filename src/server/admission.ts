import type { DocumentNode, GraphQLError, OperationDefinitionNode } from 'graphql';
import { Kind } from 'graphql';
import type { Visitor } from './door.js';
import type { createPricer, Variables } from './limits/cost.js';
import { unstorableVariable } from './limits/storable-text.js';
import { refusal, unauthenticated } from './refusal.js';

/** One operation of a validated document with the variables it came with. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Variables;
}

/** What an operation costs, and why it may not run; it may still be too dear for its visitor's bucket. */
export interface Admission {
  /** Undefined for an operation that is not priced. */
  readonly price?: number;
  readonly refused?: GraphQLError;
}

const isIntrospection = (operation: OperationDefinitionNode): boolean =>
  operation.operation === 'query' &&
  operation.selectionSet.selections.every((one) => one.kind === Kind.FIELD && one.name.value.startsWith('__'));

const asBadRequest = (error: GraphQLError): GraphQLError =>
  refusal(error.message, { code: String(error.extensions.code), status: 400, details: error.extensions });

/** Everything that is checked of an HTTP operation before it is charged and run. Nothing is taken from anybody yet. */
export const createAdmission =
  (price: ReturnType<typeof createPricer>) =>
  ({ viewer }: Visitor, { document, operation, variables }: Operation): Admission => {
    if (viewer === undefined && !isIntrospection(operation)) return { refused: unauthenticated() };
    if (operation.operation === 'subscription') {
      const message = 'Subscriptions need a WebSocket (graphql-transport-ws) on the same path.';
      return { refused: refusal(message, { code: 'BAD_REQUEST', status: 400 }) };
    }
    const priced = price(document, operation, variables);
    if (typeof priced !== 'number') return { refused: asBadRequest(priced) };
    const unstorable = unstorableVariable(variables);
    return unstorable === undefined ? { price: priced } : { price: priced, refused: unstorable };
  };

export type Admit = ReturnType<typeof createAdmission>;
