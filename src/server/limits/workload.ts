import { type FieldNode, type GraphQLField, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';

/** Greatest number a workload counts: inputs beyond it are refused before anything is computed. */
export const largestWorkload = 1200;

type Variables = Readonly<Record<string, unknown>>;

/** Where the arguments of a field say how much there is to compute: a number or a list, found by a dotted path. */
function pathsOf({ extensions }: GraphQLField<unknown, unknown>): readonly string[] {
  const paths = extensions.workload;
  return Array.isArray(paths) ? paths.filter((path): path is string => typeof path === 'string') : [];
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Variables)[name] : undefined;

/** The value at a path below a literal, through variables; a list literal stays a list. */
function valueAt(
  node: ValueNode | undefined,
  path: readonly string[],
  { operation, variables }: { readonly operation: OperationDefinitionNode; readonly variables: Variables },
): unknown {
  if (node?.kind === Kind.VARIABLE) {
    const name = node.name.value;
    if (variables[name] !== undefined) return path.reduce<unknown>(member, variables[name]);
    const byDefault = operation.variableDefinitions?.find((one) => one.variable.name.value === name)?.defaultValue;
    return valueAt(byDefault, path, { operation, variables: {} });
  }
  const [name, ...rest] = path;
  if (name === undefined) {
    if (node?.kind === Kind.INT) return Number(node.value);
    return node?.kind === Kind.LIST ? node.values : undefined;
  }
  if (node?.kind !== Kind.OBJECT) return undefined;
  return valueAt(node.fields.find((field) => field.name.value === name)?.value, rest, { operation, variables });
}

const sizeOf = (value: unknown): number => {
  const size = Array.isArray(value) ? value.length : value;
  return typeof size === 'number' ? Math.min(Math.max(size, 0), largestWorkload) : 0;
};

/**
 * How many items a field computes, 1 at least; undefined for a field that does not say. A field says so in its
 * extensions: `{ workload: ['input.instalments'] }`; several paths add up.
 */
export function workloadOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  operation: OperationDefinitionNode,
): ((variables: Variables) => number) | undefined {
  const paths = pathsOf(field).map((path) => path.split('.'));
  if (paths.length === 0) return undefined;
  return (variables) => {
    const sizes = paths.map(([argument, ...path]) => {
      const given = node.arguments?.find(({ name }) => name.value === argument)?.value;
      return sizeOf(valueAt(given, path, { operation, variables }));
    });
    return Math.max(
      1,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  };
}
