import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { shapeMeasurer } from './document-shape.js';
import type { OperationLimits } from './limits.js';

/** An operation over one of the limits; `found` and `maximum` are the numbers that decided. */
export const tooComplex = (limit: string, found: number, maximum: number, node?: OperationDefinitionNode) =>
  new GraphQLError(`The operation has ${found} ${limit}, at most ${maximum} are allowed.`, {
    nodes: node,
    extensions: { code: 'OPERATION_TOO_COMPLEX', limit, found: Number.isFinite(found) ? found : null, maximum },
  });

const emptyDocument: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

function excess(document: DocumentNode, limits: OperationLimits): GraphQLError[] {
  const measure = shapeMeasurer(document);
  const errors: GraphQLError[] = [];
  let fields = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const shape = measure(definition);
    fields += shape.fields;
    const rootLimit = definition.operation === 'mutation' ? 'mutations' : 'rootFields';
    const checks = [
      ['levels', shape.depth, limits.depth],
      ['aliases', shape.aliases, limits.aliases],
      ['directives', shape.directives, limits.directives],
      [rootLimit === 'mutations' ? 'mutations' : 'root fields', shape.topFields, limits[rootLimit]],
    ] as const;
    for (const [name, found, maximum] of checks) {
      if (found > maximum) errors.push(tooComplex(name, found, maximum, definition));
    }
  }
  if (fields > limits.fields) errors.push(tooComplex('fields', fields, limits.fields));
  return errors;
}

/**
 * Refuses documents over the limits. All other rules run in the same pass over the document, and comparing overlapping
 * fields is quadratic, so a document over a limit is replaced by an empty one on entry: nothing else looks into it.
 * The rule has to be the last of the list, since a replacement keeps later rules from entering the document.
 */
export const documentLimitsRule =
  (limits: OperationLimits): ValidationRule =>
  (context: ValidationContext): ASTVisitor => ({
    Document: {
      enter: (document) => {
        const errors = excess(document, limits);
        for (const error of errors) context.reportError(error);
        return errors.length > 0 ? emptyDocument : undefined;
      },
    },
  });
