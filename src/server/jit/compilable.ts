import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import { shapeMeasurer } from '../limits/document-shape.js';
import { usesReservedNames } from './specialise.js';

/** Object selections that compiled code may hold; each abstract type multiplies by its possible types. */
const maximumSelections = 2000;

// graphql-jit copies defaults through JSON: a bigint would not compile, a Date or Decimal would arrive as a string.
function survivesJson(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(survivesJson);
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && Object.values(value).every(survivesJson);
}

class NotCompilable extends Error {}

class Walk {
  private selections = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
  ) {}

  object(set: SelectionSetNode, type: GraphQLCompositeType): void {
    if (isAbstractType(type)) {
      for (const possible of this.schema.getPossibleTypes(type)) this.object(set, possible);
      return;
    }
    this.selections += 1;
    if (this.selections > maximumSelections) throw new NotCompilable();
    this.fields(set, type);
  }

  private fields(set: SelectionSetNode, type: GraphQLCompositeType): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        this.field(selection.name.value, selection.selectionSet, type);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : this.document.definitions.find(
              (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
            );
      if (fragment === undefined || !('selectionSet' in fragment)) continue;
      if (this.applies('typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined, type)) {
        this.fields(fragment.selectionSet, type);
      }
    }
  }

  private applies(condition: string | undefined, type: GraphQLCompositeType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditional = typeFromAST(this.schema, {
      kind: Kind.NAMED_TYPE,
      name: { kind: Kind.NAME, value: condition },
    });
    return isAbstractType(conditional) && isObjectType(type) && this.schema.isSubType(conditional, type);
  }

  private field(name: string, set: SelectionSetNode | undefined, type: GraphQLCompositeType): void {
    if (name === '__typename') return;
    // Introspection is seldom asked and large to compile.
    if (name.startsWith('__')) throw new NotCompilable();
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (field === undefined) throw new NotCompilable();
    if (!field.args.every((argument: GraphQLArgument) => survivesJson(argument.defaultValue))) {
      throw new NotCompilable();
    }
    const below = getNamedType(field.type);
    if (set !== undefined && isCompositeType(below)) this.object(set, below);
  }
}

/** Whether graphql-jit may have this operation. Expects a validated document. */
export function isCompilable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null || usesReservedNames(document)) return false;
  // After a required mutation fails graphql-js runs no further one; graphql-jit goes on.
  if (operation.operation === 'mutation' && shapeMeasurer(document)(operation).topFields > 1) return false;
  try {
    new Walk(schema, document).object(operation.selectionSet, root);
    return true;
  } catch (error) {
    if (error instanceof NotCompilable) return false;
    throw error;
  }
}
