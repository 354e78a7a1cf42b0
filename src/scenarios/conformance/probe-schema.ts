import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
  getNamedType,
  graphql,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { Arg, buildSchema, Ctx, Query, Resolver } from 'type-graphql';
import { InsuredRisk, type ScenarioModule } from '../contract/index.js';
import { objectTypeName } from '../graphql-types.js';

interface ProbeContext {
  readonly view: object;
}

/** A schema of one module alone: a query for its view, and one argument per input it takes. */
export async function probeSchema(module: ScenarioModule): Promise<GraphQLSchema> {
  const { riskInput, riskView } = module.graphql;

  @Resolver()
  class Probe {
    @Query(() => InsuredRisk)
    risk(@Ctx() context: ProbeContext, @Arg('input', () => riskInput, { nullable: true }) _input?: object): object {
      return context.view;
    }
  }

  (module.changes ?? []).forEach(({ input }, index) => {
    Arg(`change${index}`, () => input, { nullable: true })(Probe.prototype, 'risk', index + 2);
  });
  // Where the gateway is loaded too, type-graphql wants to know who may see its fields; none of them is in this schema.
  const authChecker = () => false;
  return buildSchema({ resolvers: [Probe], orphanedTypes: [riskView], validate: false, authChecker });
}

/** Type of the module's own input, or of its change number `index`. */
export function inputTypeOf(schema: GraphQLSchema, index?: number): GraphQLInputType | undefined {
  const name = index === undefined ? 'input' : `change${index}`;
  return schema
    .getQueryType()
    ?.getFields()
    .risk?.args.find((arg) => arg.name === name)?.type;
}

/** Asks for every field of the view; the messages of what the view does not deliver. */
export async function viewErrors(
  schema: GraphQLSchema,
  module: ScenarioModule,
  view: object,
): Promise<readonly string[]> {
  const name = objectTypeName(module.graphql.riskView);
  const type = name === undefined ? undefined : schema.getType(name);
  if (!isObjectType(type)) return [`${name} is not an object type of the schema`];
  const source = `{ risk { ... on ${type.name} ${selectionOf(type, 0)} } }`;
  const { data, errors } = await graphql({ schema, source, contextValue: { view } satisfies ProbeContext });
  if (errors) return errors.map((error) => `${error.path?.join('.') ?? ''}: ${error.message}`);
  const risk = data?.risk as object | undefined;
  return Object.keys(risk ?? {}).length === 0 ? [`InsuredRisk does not resolve to ${type.name}`] : [];
}

const MAX_DEPTH = 6;

function selectionOf(type: GraphQLNamedType, depth: number): string {
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const fields = Object.values(type.getFields()).map((field) => {
    const named = getNamedType(field.type);
    const composite = isObjectType(named) || isInterfaceType(named);
    return composite && depth >= MAX_DEPTH ? '' : `${field.name} ${selectionOf(named, depth + 1)}`;
  });
  return `{ ${fields.join(' ')} }`;
}

/** `Type` or `Type.field` for everything without a description, the probe's own query aside. */
export function undescribed(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => type !== schema.getQueryType() && !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => [
      ...(type.description ? [] : [type.name]),
      ...fieldsOf(type)
        .filter((field) => !field.description)
        .map((field) => `${type.name}.${field.name}`),
    ]);
}

function fieldsOf(type: GraphQLNamedType): readonly (GraphQLField<unknown, unknown> | GraphQLInputField)[] {
  return type instanceof GraphQLObjectType || isInputObjectType(type) ? Object.values(type.getFields()) : [];
}
