import {
  type ArgumentNode,
  BREAK,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isSpecifiedScalarType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * graphql-jit 0.8 departs from graphql-js in three places, so it only ever sees documents in which they do not occur:
 * `@skip` and `@include` are decided before (one compiled variant for each combination of their variables), literals
 * other than plain built-in scalars become variables whose values graphql-js computes (graphql-jit copies them through
 * JSON and knows no `@oneOf`), and variables are declared with a scalar that passes everything, because graphql-js has
 * coerced them already (graphql-jit ignores defaults of non-null variables and `@oneOf`).
 */
export interface Specialised {
  readonly document: DocumentNode;
  readonly literals: readonly Literal[];
}

/** A literal argument that was replaced by the variable `name`. */
export interface Literal {
  readonly name: string;
  readonly value: ValueNode;
  readonly type: GraphQLInputType;
}

/** What every variable that is made up here begins with. */
export const madeUpPrefix = '__literal';

/** Name of the scalar that passes everything, known only to the schema the compiler sees. */
export const passThroughScalar = '__Any';

const conditional = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';

const conditionOf = (directive: DirectiveNode): ValueNode | undefined =>
  directive.arguments?.find(({ name }) => name.value === 'if')?.value;

/** The variables that decide `@skip` and `@include` anywhere in the document, without repeats. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: {
      enter: (directive) => {
        const condition = conditional(directive) ? conditionOf(directive) : undefined;
        if (condition?.kind === Kind.VARIABLE) names.add(condition.name.value);
      },
    },
  });
  return [...names];
}

/** Whether any name in the document could collide with those this module makes up. */
export function usesReservedNames(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Variable: {
      enter: (node) => {
        if (!node.name.value.startsWith(madeUpPrefix)) return undefined;
        found = true;
        return BREAK;
      },
    },
  });
  return found;
}

function isLeftOut(directives: readonly DirectiveNode[] | undefined, isTrue: (name: string) => boolean): boolean {
  return (directives ?? []).some((directive) => {
    if (!conditional(directive)) return false;
    const condition = conditionOf(directive);
    const value =
      condition?.kind === Kind.VARIABLE
        ? isTrue(condition.name.value)
        : condition?.kind === Kind.BOOLEAN && condition.value;
    return value === (directive.name.value === 'skip');
  });
}

function isPlainLiteral(value: ValueNode, type: GraphQLInputType): boolean {
  const isScalarLiteral =
    value.kind === Kind.STRING || value.kind === Kind.INT || value.kind === Kind.FLOAT || value.kind === Kind.BOOLEAN;
  const nullable = getNullableType(type);
  return isScalarLiteral && 'name' in nullable && isSpecifiedScalarType(nullable);
}

/** Declares a variable that may hold anything. */
export const declaration = (name: string): VariableDefinitionNode => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
  type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: passThroughScalar } },
});

/**
 * The document as the compiler may see it, for one operation and one outcome of its conditions.
 *
 * @param isTrue the value of a condition's variable
 */
export function specialise(
  schema: GraphQLSchema,
  source: { readonly document: DocumentNode; readonly operation: OperationDefinitionNode },
  isTrue: (name: string) => boolean,
): Specialised {
  const literals: Literal[] = [];
  const typeInfo = new TypeInfo(schema);
  const definitions: readonly (OperationDefinitionNode | FragmentDefinitionNode)[] = [
    source.operation,
    ...source.document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION),
  ];
  const pruned = <Node extends SelectionNode>(node: Node): Node | null | undefined => {
    if (isLeftOut(node.directives, isTrue)) return null;
    return node.directives === undefined || node.directives.length === 0 ? undefined : { ...node, directives: [] };
  };
  const rewritten: DocumentNode = visit(
    { kind: Kind.DOCUMENT, definitions },
    visitWithTypeInfo(typeInfo, {
      Field: { enter: pruned },
      InlineFragment: { enter: pruned },
      FragmentSpread: { enter: pruned },
      // Their defaults and types are of no use to the compiler, and a default is no argument to be rewritten.
      VariableDefinition: { enter: (node) => declaration(node.variable.name.value) },
      Argument: {
        enter: (node): ArgumentNode | undefined => {
          const type = typeInfo.getInputType();
          if (node.value.kind === Kind.VARIABLE || type === undefined || type === null) return undefined;
          if (isPlainLiteral(node.value, type)) return undefined;
          const name = `${madeUpPrefix}${literals.length}`;
          literals.push({ name, value: node.value, type });
          return { ...node, value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } };
        },
      },
    }),
  );
  const added = literals.map(({ name }) => declaration(name));
  return {
    literals,
    document: {
      ...rewritten,
      definitions: rewritten.definitions.map((definition) =>
        definition.kind === Kind.OPERATION_DEFINITION
          ? {
              ...definition,
              directives: [],
              variableDefinitions: [...(definition.variableDefinitions ?? []), ...added],
            }
          : definition,
      ),
    },
  };
}
