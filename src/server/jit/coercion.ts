import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';

type Given = Readonly<Record<string, unknown>>;
type Coerced = Record<string, unknown>;

/** Answers the coerced value, or throws for one that graphql-js should have a word about. */
type Coerce = (value: unknown) => unknown;

class NotAccepted extends Error {}

// One for all: its stack would cost more than the coercion.
const notAccepted = new NotAccepted('a value that is not accepted');

function refuse(): never {
  throw notAccepted;
}

interface Member {
  readonly name: string;
  readonly coerce: Coerce;
  readonly isRequired: boolean;
  /** Undefined when it has none. */
  readonly defaultValue: unknown;
}

/** Compiles the coercion of each input type once. */
class Coercions {
  private readonly objects = new Map<GraphQLInputObjectType, Coerce>();

  of(type: GraphQLInputType): Coerce {
    if (isNonNullType(type)) {
      const coerce = this.of(type.ofType);
      return (value) => (value === null || value === undefined ? refuse() : coerce(value));
    }
    const coerce = this.ofPresent(type);
    return (value) => (value === null || value === undefined ? null : coerce(value));
  }

  private ofPresent(type: GraphQLInputType): Coerce {
    if (isListType(type)) {
      const item = this.of(type.ofType);
      return (value) => (Array.isArray(value) ? value.map((one) => item(one)) : [item(value)]);
    }
    if (isLeafType(type)) {
      return (value) => {
        const parsed = type.parseValue(value);
        return parsed === undefined ? refuse() : parsed;
      };
    }
    return isInputObjectType(type) ? this.ofObject(type) : refuse;
  }

  // A type may hold itself, so its members are looked at when the first value comes.
  private ofObject(type: GraphQLInputObjectType): Coerce {
    const known = this.objects.get(type);
    if (known !== undefined) return known;
    let members: readonly Member[] | undefined;
    const coerce: Coerce = (value) => {
      members ??= this.membersOf(type);
      return coerceObject(value, members, type.isOneOf);
    };
    this.objects.set(type, coerce);
    return coerce;
  }

  private membersOf(type: GraphQLInputObjectType): Member[] {
    return Object.values(type.getFields()).map(({ name, type: fieldType, defaultValue }) => ({
      name,
      coerce: this.of(fieldType),
      isRequired: isNonNullType(fieldType),
      defaultValue,
    }));
  }
}

function coerceObject(value: unknown, members: readonly Member[], isOneOf: boolean): Coerced {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse();
  const given = value as Given;
  const coerced: Coerced = {};
  let found = 0;
  for (const { name, coerce, isRequired, defaultValue } of members) {
    const one = given[name];
    if (one !== undefined) {
      found += 1;
      coerced[name] = coerce(one);
    } else if (defaultValue !== undefined) coerced[name] = defaultValue;
    else if (isRequired) refuse();
  }
  // Any member more is one that the type does not have.
  const names = Object.keys(given);
  if (names.length !== found || (isOneOf && !isExactlyOne(coerced))) refuse();
  return coerced;
}

function isExactlyOne(coerced: Coerced): boolean {
  const values = Object.values(coerced);
  return values.length === 1 && values[0] !== null;
}

/** The variables as graphql-js would coerce them; undefined when it would refuse them, or when it should decide. */
export type CoerceVariables = (given: Given) => Coerced | undefined;

interface Variable {
  readonly name: string;
  readonly coerce: Coerce;
  readonly isRequired: boolean;
  /** Undefined when it has none. */
  readonly defaultValue: unknown;
}

/**
 * Compiles coercions of variables, for values that are right: which is nearly all of them. The others are for graphql-js
 * (`getVariableValues`), whose messages are part of the API.
 */
export function createCoercionCompiler(schema: GraphQLSchema): (operation: OperationDefinitionNode) => CoerceVariables {
  const coercions = new Coercions();
  return ({ variableDefinitions = [] }) => {
    const variables = variableDefinitions.map(({ variable, type: typeNode, defaultValue }): Variable => {
      const type = typeFromAST(schema, typeNode);
      if (!isInputType(type))
        return { name: variable.name.value, coerce: refuse, isRequired: true, defaultValue: undefined };
      return {
        name: variable.name.value,
        coerce: coercions.of(type),
        isRequired: isNonNullType(type),
        defaultValue: defaultValue && valueFromAST(defaultValue, type),
      };
    });
    return (given) => {
      try {
        return coerceVariables(variables, given);
      } catch {
        return undefined;
      }
    };
  };
}

function coerceVariables(variables: readonly Variable[], given: Given): Coerced {
  const coerced: Coerced = {};
  for (const { name, coerce, isRequired, defaultValue } of variables) {
    if (Object.hasOwn(given, name)) coerced[name] = coerce(given[name]);
    else if (defaultValue !== undefined) coerced[name] = defaultValue;
    else if (isRequired) refuse();
  }
  return coerced;
}
