import { createUnionType } from 'type-graphql';

type ObjectClass = new () => object;

/**
 * The answer of a mutation: the thing itself or one of the problems this mutation can meet. Values carry their type's
 * name as `__typename`.
 */
export const resultUnion = (name: string, success: ObjectClass, problems: readonly ObjectClass[]) =>
  createUnionType({
    name,
    description: `The ${success.name} or the reason why nothing was done.`,
    types: () => [success, ...problems] as const,
    resolveType: (value) => (value as { readonly __typename: string }).__typename,
  });
