import { defaultTypeResolver, type GraphQLSchema, type GraphQLTypeResolver, isAbstractType } from 'graphql';

type TypeResolver = GraphQLTypeResolver<unknown, unknown>;

const typeNameOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && '__typename' in value && typeof value.__typename === 'string'
    ? value.__typename
    : undefined;

// type-graphql wraps a custom `resolveType` into an async function; awaiting is not possible in compiled queries.
const isAsync = (resolver: TypeResolver): boolean => resolver.constructor.name === 'AsyncFunction';

function synchronous(typeName: string, original: TypeResolver): TypeResolver {
  return (value, context, info, abstractType) => {
    const name = typeNameOf(value);
    if (name !== undefined) return name;
    if (isAsync(original)) throw new Error(`A value of the abstract type ${typeName} must carry __typename.`);
    return original(value, context, info, abstractType);
  };
}

/**
 * Makes every interface and union of the schema answer its concrete type at once: by the value's `__typename`, else by
 * the type's own resolver, which must not be async. Changes the schema in place, so that compiled and interpreted
 * execution agree.
 */
export function resolveTypesByName(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = synchronous(type.name, type.resolveType ?? defaultTypeResolver);
  }
}
