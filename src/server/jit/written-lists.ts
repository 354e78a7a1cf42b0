import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type NameNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { textFieldOf, type WrittenList, writtenListOf } from '../../schema/written-list.js';
import { type ListWriter, listWriter } from './list-writer.js';
import { declaration, madeUpPrefix } from './specialise.js';
import { WrittenJson } from './written-json.js';

type AnyList = WrittenList<unknown, unknown>;

/** A field that answers the text of a list, made by the writer it is given. */
const hiddenField = (
  name: string,
  { read }: AnyList,
  anything: GraphQLScalarType,
): Pick<GraphQLField<unknown, unknown, { readonly writer: ListWriter }>, 'name' | 'type' | 'args' | 'resolve'> => ({
  name: textFieldOf(name),
  type: anything,
  args: [{ name: 'writer', type: anything } as GraphQLField<unknown, unknown>['args'][number]],
  resolve: async (root, { writer }, context) => new WrittenJson(writer(await read(root, context))),
});

/** Puts a field that answers its text beside every list that may be written; introspection and printing pass over it. */
export function hideWrittenLists(schema: GraphQLSchema, anything: GraphQLScalarType): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const fields = type.getFields();
    for (const { name, extensions } of Object.values(fields)) {
      const list = writtenListOf(extensions);
      if (list) Object.defineProperty(fields, textFieldOf(name), { value: hiddenField(name, list, anything) });
    }
  }
}

/** A document whose lists are written where they can be, and the writers by the variables that carry them. */
export interface WithWriters {
  readonly document: DocumentNode;
  readonly writers: Readonly<Record<string, ListWriter>>;
}

interface Found {
  readonly field: FieldNode;
  readonly type: GraphQLObjectType;
  readonly list: AnyList;
}

const responseName = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/** The lists of a document that may be written, but for those that several selections ask for together. */
function writtenListsIn(schema: GraphQLSchema, document: DocumentNode): readonly Found[] {
  const found = new Map<string, Found[]>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: (field) => {
        const list = writtenListOf(typeInfo.getFieldDef()?.extensions ?? {});
        const type = getNamedType(typeInfo.getType());
        if (!list || !isObjectType(type)) return;
        const place = `${typeInfo.getParentType()?.name}.${responseName(field)}`;
        found.set(place, [...(found.get(place) ?? []), { field, type, list }]);
      },
    }),
  );
  return [...found.values()].flatMap((fields) => (fields.length === 1 ? fields : []));
}

const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });

/** The document as the compiler may see it when the answer is written as text, its conditions decided before. */
export function withWriters(schema: GraphQLSchema, document: DocumentNode): WithWriters {
  const writers: Record<string, ListWriter> = {};
  const replaced = new Map<FieldNode, FieldNode>();
  for (const { field, type, list } of writtenListsIn(schema, document)) {
    const writer = field.selectionSet && listWriter({ type, row: list.row, set: field.selectionSet });
    if (!writer) continue;
    const variable = `${madeUpPrefix}Writer${replaced.size}`;
    writers[variable] = writer;
    replaced.set(field, {
      kind: Kind.FIELD,
      alias: nameNode(responseName(field)),
      name: nameNode(textFieldOf(field.name.value)),
      arguments: [
        {
          kind: Kind.ARGUMENT,
          name: nameNode('writer'),
          value: { kind: Kind.VARIABLE, name: nameNode(variable) },
        },
      ],
    });
  }
  const declared = Object.keys(writers).map(declaration);
  const rewritten: DocumentNode = visit(document, {
    Field: (field) => replaced.get(field),
    OperationDefinition: {
      leave: (operation) => ({
        ...operation,
        variableDefinitions: [...(operation.variableDefinitions ?? []), ...declared],
      }),
    },
  });
  return { document: rewritten, writers };
}
