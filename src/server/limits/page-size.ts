import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  GraphQLInt,
  getNamedType,
  getNullableType,
  isCompositeType,
  Kind,
  type ValidationContext,
  type ValidationRule,
  type ValueNode,
} from 'graphql';

/** A field that answers page by page and therefore asks for `first` or `last`: a connection, a page of a log. */
export const isPagedField = (field: GraphQLField<unknown, unknown>): boolean =>
  isCompositeType(getNamedType(field.type)) &&
  field.args.some(({ name, type }) => (name === 'first' || name === 'last') && getNullableType(type) === GraphQLInt);

export const pageSizeError = (field: string, message: string, maximum: number, node?: FieldNode) =>
  new GraphQLError(`${field}: ${message}`, {
    nodes: node,
    extensions: { code: 'PAGE_SIZE_INVALID', field, minimum: 1, maximum },
  });

/** What is wrong with a page size, or undefined. Null and undefined count as not given. */
export function pageSizeProblem(first: unknown, last: unknown, maximum: number): string | undefined {
  const given = [first, last].filter((size) => size !== undefined && size !== null);
  if (given.length === 0) return `first or last is required, from 1 to ${maximum}.`;
  if (given.length === 2) return 'give first or last, not both.';
  const size = given[0];
  if (typeof size === 'number' && (size < 1 || size > maximum)) return `a page is from 1 to ${maximum}, not ${size}.`;
  return undefined;
}

// A variable's value is not known here; any value passes and the price check, which sees it, decides.
const variable = Symbol('variable');

const literal = (value: ValueNode | undefined): unknown => {
  if (value?.kind === Kind.VARIABLE) return variable;
  if (value?.kind === Kind.INT) return Number(value.value);
  return undefined;
};

/** Refuses paged fields without a page size, or with one that is out of range, as far as the document tells. */
export const pageSizeRule =
  (maximum: number): ValidationRule =>
  (context: ValidationContext): ASTVisitor => ({
    Field: {
      enter: (node) => {
        const field = context.getFieldDef();
        if (field === undefined || field === null || !isPagedField(field)) return;
        const argument = (name: string) => literal(node.arguments?.find((one) => one.name.value === name)?.value);
        const first = argument('first');
        const last = argument('last');
        if (first === variable && last === variable) return;
        const problem = pageSizeProblem(first, last, maximum);
        if (problem !== undefined) context.reportError(pageSizeError(field.name, problem, maximum, node));
      },
    },
  });
