import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large a selection is once its fragments are spread out. */
export interface Shape {
  /** Levels of fields. What is below `__schema` and `__type` does not count: graphql-js limits that by itself. */
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields at the top of the selection. */
  readonly topFields: number;
}

const nothing: Shape = { depth: 0, fields: 0, aliases: 0, directives: 0, topFields: 0 };

const beside = (left: Shape, right: Shape): Shape => ({
  depth: Math.max(left.depth, right.depth),
  fields: left.fields + right.fields,
  aliases: left.aliases + right.aliases,
  directives: left.directives + right.directives,
  topFields: left.topFields + right.topFields,
});

/**
 * Measures selections of one document. Each fragment is measured once, so the time is linear in the document however
 * often fragments spread each other; a cycle counts as nothing (validation reports it).
 */
export function shapeMeasurer(document: DocumentNode): (operation: OperationDefinitionNode) => Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Shape>();

  const ofFragment = (name: string): Shape => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, nothing);
    const fragment = fragments.get(name);
    const shape = fragment === undefined ? nothing : ofSelections(fragment.selectionSet);
    measured.set(name, shape);
    return shape;
  };

  const ofSelections = (set: SelectionSetNode): Shape => {
    let total = nothing;
    for (const selection of set.selections) {
      const directives = selection.directives?.length ?? 0;
      switch (selection.kind) {
        case Kind.FRAGMENT_SPREAD:
          total = beside(total, ofFragment(selection.name.value));
          break;
        case Kind.INLINE_FRAGMENT:
          total = beside(total, ofSelections(selection.selectionSet));
          break;
        case Kind.FIELD: {
          const below = selection.selectionSet === undefined ? nothing : ofSelections(selection.selectionSet);
          const isIntrospection = selection.name.value === '__schema' || selection.name.value === '__type';
          total = beside(total, {
            depth: isIntrospection ? 1 : below.depth + 1,
            fields: below.fields + 1,
            aliases: below.aliases + (selection.alias === undefined ? 0 : 1),
            directives: below.directives,
            topFields: 1,
          });
          break;
        }
      }
      total = { ...total, directives: total.directives + directives };
    }
    return total;
  };

  return (operation) => {
    const shape = ofSelections(operation.selectionSet);
    return { ...shape, directives: shape.directives + (operation.directives?.length ?? 0) };
  };
}
