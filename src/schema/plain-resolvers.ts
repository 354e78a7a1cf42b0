import { type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import { type AuthCheckerFn, getMetadataStorage } from 'type-graphql';

type Metadata = ReturnType<typeof getMetadataStorage>;
type Handler = Metadata['queries'][number] | Metadata['fieldResolvers'][number];
type Param = NonNullable<Handler['params']>[number];
type Call = Parameters<GraphQLFieldResolver<unknown, object>>;
type Reader = (...call: Call) => unknown;

/** What a parameter of a resolver method is given; undefined for kinds that only type-graphql knows to make. */
function readerOf(param: Param): Reader | undefined {
  switch (param.kind) {
    case 'arg':
      return (_root, args) => args[param.name];
    case 'args':
      return (_root, args) => args;
    case 'context':
      return param.propertyName === undefined ? (_root, _args, context) => context : undefined;
    case 'root':
      return param.propertyName === undefined ? (root) => root : undefined;
    case 'info':
      return (_root, _args, _context, info) => info;
    default:
      return undefined;
  }
}

function readersOf({ params = [] }: Handler): readonly Reader[] | undefined {
  const readers = [...params].sort((a, b) => a.index - b.index).map(readerOf);
  return readers.every((reader) => reader !== undefined) ? readers : undefined;
}

const isPlain = ({ middlewares = [] }: Handler): boolean => middlewares.length === 0;

/** Calls the method with what the executor made of the arguments, after the roles were checked. */
function plainResolver(
  handler: Handler,
  instance: Readonly<Record<string, (...params: unknown[]) => unknown>>,
  authorise: AuthCheckerFn<object, never>,
): GraphQLFieldResolver<unknown, object> | undefined {
  const readers = readersOf(handler);
  if (readers === undefined || !isPlain(handler)) return undefined;
  const { methodName, roles } = handler;
  const call = (...given: Call): unknown =>
    (instance[methodName] as (...params: unknown[]) => unknown).apply(
      instance,
      readers.map((read) => read(...given)),
    );
  if (roles === undefined) return call;
  return async (root, args, context, info) => {
    if (await authorise({ root, args, context, info }, roles as never[])) return call(root, args, context, info);
    throw new Error(`${methodName}: a refusal must be an error with a code`);
  };
}

export interface PlainResolverOptions {
  readonly resolvers: readonly (new (...args: never[]) => object)[];
  readonly authorise: AuthCheckerFn<never, never>;
}

/**
 * Puts a direct call of its method into every field of `schema` that type-graphql would wrap: it copies each input into
 * instances of the decorated classes, field by field, and passes a chain of promises. Our input classes have fields and
 * nothing else, so the methods get the plain objects the executor coerced. Fields with middlewares or parameters of
 * other kinds keep type-graphql's wrapper.
 */
export function resolvePlainly(schema: GraphQLSchema, { resolvers, authorise }: PlainResolverOptions): void {
  const { queries, mutations, fieldResolvers, objectTypes } = getMetadataStorage();
  const instances = new Map(
    resolvers.map((resolver) => [resolver as unknown, new (resolver as unknown as new () => object)()]),
  );
  const place = (type: unknown, handler: Handler): void => {
    const instance = instances.get(handler.target);
    const field = isObjectType(type) ? (type as GraphQLObjectType).getFields()[handler.schemaName] : undefined;
    if (instance === undefined || field === undefined) return;
    const resolve = plainResolver(handler, instance as never, authorise as unknown as AuthCheckerFn<object, never>);
    if (resolve !== undefined) field.resolve = resolve;
  };
  for (const query of queries) place(schema.getQueryType(), query);
  for (const mutation of mutations) place(schema.getMutationType(), mutation);
  for (const resolver of fieldResolvers) {
    if (resolver.kind !== 'external') continue;
    const type = objectTypes.find(({ target }) => target === resolver.getObjectType?.());
    if (type !== undefined) place(schema.getType(type.name), resolver);
  }
}
