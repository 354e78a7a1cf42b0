import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
  type ValueNode,
} from 'graphql';
import type { OperationLimits } from './limits.js';
import { isPagedField, pageSizeError, pageSizeProblem } from './page-size.js';
import { workloadOf } from './workload.js';

/**
 * The price of an operation, known before it runs: an object costs 1, a root mutation 10 more, a scalar nothing; what is
 * inside a page counts once for each item of the page, inside a plain list `assumedListLength` times (or as often
 * as `ids` are given). A calculator costs 1 for each item it computes, and a list in its answer has that many.
 */
export const assumedListLength = 10;
const mutationPrice = 10;

export type Variables = Readonly<Record<string, unknown>>;

/** `constant + sum(factor * size * term)`: all that stays open until the variables are known is the sizes. */
interface Term {
  readonly constant: number;
  readonly scaled: readonly Scaled[];
}

interface Scaled {
  readonly size: (variables: Variables) => number;
  readonly factor: number;
  readonly term: Term;
}

type Size = number | ((variables: Variables) => number);

const nothing: Term = { constant: 0, scaled: [] };
const object: Term = { constant: 1, scaled: [] };

const plus = (left: Term, right: Term): Term => ({
  constant: left.constant + right.constant,
  scaled: right.scaled.length === 0 ? left.scaled : [...left.scaled, ...right.scaled],
});

const times = (size: Size, term: Term): Term => {
  if (typeof size === 'function') return { constant: 0, scaled: [{ size, factor: 1, term }] };
  return {
    constant: size * term.constant,
    scaled: term.scaled.map((one) => ({ ...one, factor: one.factor * size })),
  };
};

const evaluate = (term: Term, variables: Variables): number =>
  term.scaled.reduce(
    (total, { size, factor, term: inner }) => total + factor * size(variables) * evaluate(inner, variables),
    term.constant,
  );

type Reader = (variables: Variables) => unknown;

// Values are read as the client sent them, not coerced: a wrong one is refused with its own message a moment later.
function reader(value: ValueNode | undefined, operation: OperationDefinitionNode): Reader {
  if (value === undefined || value.kind === Kind.NULL) return () => undefined;
  if (value.kind === Kind.INT) return () => Number(value.value);
  if (value.kind === Kind.LIST) return () => value.values;
  if (value.kind !== Kind.VARIABLE) return () => value;
  const name = value.name.value;
  const definition = operation.variableDefinitions?.find((one) => one.variable.name.value === name);
  const byDefault = reader(definition?.defaultValue, operation)({});
  return (variables) => (variables[name] === undefined ? byDefault : variables[name]);
}

const isList = (type: unknown): boolean => isListType(type) || (isNonNullType(type) && isListType(type.ofType));

/** Prices one operation; built once a document, evaluated for each request. */
class CostPlan {
  private readonly fragments = new Map<string, Term>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly maximumPage: number,
  ) {}

  build(): Term {
    const root = this.schema.getRootType(this.operation.operation);
    if (root === undefined || root === null) return nothing;
    return this.ofSelections(this.operation.selectionSet, root, undefined);
  }

  private ofSelections(set: SelectionSetNode, type: GraphQLCompositeType, page: Size | undefined): Term {
    let total = nothing;
    for (const selection of set.selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          total = plus(total, this.ofField(selection, type, page));
          break;
        case Kind.INLINE_FRAGMENT: {
          const narrowed = selection.typeCondition && typeFromAST(this.schema, selection.typeCondition);
          total = plus(
            total,
            this.ofSelections(selection.selectionSet, isCompositeType(narrowed) ? narrowed : type, page),
          );
          break;
        }
        case Kind.FRAGMENT_SPREAD:
          total = plus(total, this.ofFragment(selection.name.value, page));
          break;
      }
    }
    return total;
  }

  private ofFragment(name: string, page: Size | undefined): Term {
    const known = page === undefined ? this.fragments.get(name) : undefined;
    if (known !== undefined) return known;
    const definition = this.document.definitions.find(
      (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name,
    );
    if (definition?.kind !== Kind.FRAGMENT_DEFINITION) return nothing;
    const type = typeFromAST(this.schema, definition.typeCondition);
    if (!isCompositeType(type)) return nothing;
    const term = this.ofSelections(definition.selectionSet, type, page);
    if (page === undefined) this.fragments.set(name, term);
    return term;
  }

  private ofField(node: FieldNode, parent: GraphQLCompositeType, page: Size | undefined): Term {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (field === undefined) return nothing;
    const isMutation = this.operation.operation === 'mutation' && this.isRoot(parent);
    const own = isMutation ? { constant: mutationPrice, scaled: [] } : nothing;
    const type = getNamedType(field.type);
    if (!isCompositeType(type) || node.selectionSet === undefined) return own;
    const workload = workloadOf(field, node, this.operation);
    const pageOfBelow = isPagedField(field) ? this.pageSize(field, node) : workload;
    // Items are computed, and a page size is looked at, even when nothing of them is asked for.
    const checked = pageOfBelow === undefined ? [] : [{ size: pageOfBelow, factor: workload ? 1 : 0, term: object }];
    const one = plus({ constant: 1, scaled: checked }, this.ofSelections(node.selectionSet, type, pageOfBelow));
    return plus(own, times(this.length(field, node, page), one));
  }

  private isRoot(parent: GraphQLCompositeType): parent is GraphQLObjectType {
    return parent === this.schema.getRootType(this.operation.operation);
  }

  private length(field: GraphQLField<unknown, unknown>, node: FieldNode, page: Size | undefined): Size {
    if (!isList(field.type)) return 1;
    if (page !== undefined) return page;
    if (!field.args.some(({ name, type }) => name === 'ids' && isList(type))) return assumedListLength;
    const ids = this.argument(node, 'ids');
    return (variables) => {
      const value = ids(variables);
      return Array.isArray(value) ? value.length : 1;
    };
  }

  private pageSize(field: GraphQLField<unknown, unknown>, node: FieldNode): (variables: Variables) => number {
    const first = this.argument(node, 'first');
    const last = this.argument(node, 'last');
    return (variables) => {
      const sizes = [first(variables), last(variables)] as const;
      const problem = pageSizeProblem(sizes[0], sizes[1], this.maximumPage);
      if (problem !== undefined) throw pageSizeError(field.name, problem, this.maximumPage, node);
      const size = sizes[0] ?? sizes[1];
      return typeof size === 'number' ? size : 1;
    };
  }

  private argument(node: FieldNode, name: string): Reader {
    return reader(node.arguments?.find((one) => one.name.value === name)?.value, this.operation);
  }
}

/**
 * Prices operations and holds page sizes given in variables to their range.
 *
 * The returned function answers the price, or the refusal: `OPERATION_TOO_COMPLEX` or `PAGE_SIZE_INVALID`.
 */
export function createPricer(
  schema: GraphQLSchema,
  limits: OperationLimits,
): (document: DocumentNode, operation: OperationDefinitionNode, variables: Variables) => number | GraphQLError {
  const terms = new WeakMap<OperationDefinitionNode, Term>();
  return (document, operation, variables) => {
    let term = terms.get(operation);
    if (term === undefined) {
      term = new CostPlan(schema, document, operation, limits.pageSize).build();
      terms.set(operation, term);
    }
    try {
      const price = evaluate(term, variables);
      if (price <= limits.cost) return price;
      return new GraphQLError(`The operation costs ${price}, at most ${limits.cost} are allowed.`, {
        nodes: operation,
        extensions: { code: 'OPERATION_TOO_COMPLEX', limit: 'cost', found: price, maximum: limits.cost },
      });
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
  };
}
