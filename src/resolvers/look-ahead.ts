import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import { textFieldOf } from '../schema/written-list.js';

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/** The selections below every field `name` of some selections, fragments opened. Conditions are not looked at. */
function below(sets: readonly SelectionSetNode[], name: string, info: Info): SelectionSetNode[] {
  return sets.flatMap((set) =>
    set.selections.flatMap((selection): SelectionSetNode[] => {
      if (selection.kind === 'Field') {
        const asked = selection.name.value;
        return asked === name || asked === textFieldOf(name)
          ? [selection.selectionSet ?? { ...set, selections: [] }]
          : [];
      }
      const opened =
        selection.kind === 'InlineFragment'
          ? selection.selectionSet
          : info.fragments[selection.name.value]?.selectionSet;
      return opened ? below([opened], name, info) : [];
    }),
  );
}

/** What a list asks of its items, whether by `nodes` or by `edges { node }`. */
export class ItemSelection {
  private readonly items: readonly SelectionSetNode[];

  constructor(private readonly info: Info) {
    const list = info.fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    this.items = [...below(list, 'nodes', info), ...below(below(list, 'edges', info), 'node', info)];
  }

  /** Whether any item is asked for the field that the path leads to. */
  asksFor(...path: readonly string[]): boolean {
    return path.reduce((sets, name) => below(sets, name, this.info), [...this.items]).length > 0;
  }
}
