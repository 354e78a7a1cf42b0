import { type FieldNode, type GraphQLObjectType, getNamedType, Kind, type SelectionSetNode } from 'graphql';
import { type CurrencyCode, minorUnitDecimals } from '../../kernel/index.js';
import type { WrittenRow, WrittenRows } from '../../schema/written-list.js';

/** Writes a list as JSON. */
export type ListWriter = (rows: WrittenRows) => string;

type Kinds = WrittenRow['columns'];

const responseName = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/** The fields of a selection; undefined when it has fragments, arguments or a name twice. */
function plainFields(set: SelectionSetNode | undefined): readonly FieldNode[] | undefined {
  const selections = set?.selections ?? [];
  const fields = selections.filter(
    (one): one is FieldNode => one.kind === Kind.FIELD && (one.arguments ?? []).length === 0,
  );
  const names = new Set(fields.map(responseName));
  return fields.length === selections.length && names.size === fields.length ? fields : undefined;
}

/** Whether the columns hold everything the selection asks for. */
function isWritable(columns: Kinds, set: SelectionSetNode): boolean {
  const fields = plainFields(set);
  return (
    fields?.every(({ name: { value }, selectionSet }) => {
      if (value === '__typename') return true;
      return columns[value] === 'AMOUNT' ? plainFields(selectionSet) !== undefined : columns[value] !== undefined;
    }) ?? false
  );
}

const object = (set: SelectionSetNode | undefined, write: (field: FieldNode) => string): string =>
  `{${(plainFields(set) ?? []).map((field) => `"${responseName(field)}":${write(field)}`).join(',')}}`;

/** A list whose items are of `type`, and what is asked of them. */
interface Asked {
  readonly type: GraphQLObjectType;
  readonly row: WrittenRow;
  readonly set: SelectionSetNode;
}

const typeName = (type: GraphQLObjectType, field: string): string =>
  String(getNamedType(type.getFields()[field]?.type));

/** What a match of the columns' pattern is replaced by; `$n` are its groups, of which an amount has two. */
function replacement({ type, row: { columns }, set }: Asked, currency: string): string {
  const decimals = minorUnitDecimals(currency as CurrencyCode);
  const groups = new Map<string, number>();
  let next = 1;
  for (const [name, kind] of Object.entries(columns)) {
    groups.set(name, next);
    next += kind === 'AMOUNT' ? 2 : 1;
  }
  const money = (column: string, group: number, part: string): string => {
    if (part === '__typename') return `"${typeName(type, column)}"`;
    if (part === 'currency') return `"${currency}"`;
    return decimals === 0 ? `"$${group}"` : `"$${group}.$${group + 1}"`;
  };
  return object(set, (field) => {
    const { value: name } = field.name;
    const group = groups.get(name);
    if (group === undefined) return `"${type.name}"`;
    if (columns[name] === 'AMOUNT') return object(field.selectionSet, (part) => money(name, group, part.name.value));
    return columns[name] === 'NUMBER' ? `$${group}` : `"$${group}"`;
  });
}

const amount = (decimals: number): string => `0*(\\d+)(\\d{${decimals}})`;

/** Turns rows of one currency into JSON: two expressions do the work of thousands of small concatenations. */
function transcriber(asked: Asked, currency: string): (text: string) => string {
  const decimals = minorUnitDecimals(currency as CurrencyCode);
  const columns = Object.values(asked.row.columns).map((kind) => (kind === 'AMOUNT' ? amount(decimals) : '([^,;]+)'));
  const rows = new RegExp(`${columns.join(',')};?`, 'g');
  const json = `${replacement(asked, currency)},`;
  // An amount below one unit has too few digits for its decimals; the row's expression drops zeros too many.
  const short = new RegExp(`,(\\d{1,${Math.max(1, decimals)}})(?=[,;]|$)`, 'g');
  const padded = `,${'0'.repeat(decimals)}$1`;
  return (text) => `[${text.replace(short, padded).replace(rows, json).slice(0, -1)}]`;
}

/** Writes exactly what the selection asks for; undefined when it asks for more than the rows hold. */
export function listWriter(asked: Asked): ListWriter | undefined {
  if (!isWritable(asked.row.columns, asked.set)) return undefined;
  const transcribers = new Map<string, (text: string) => string>();
  return ({ text, currency }) => {
    const known = transcribers.get(currency) ?? transcriber(asked, currency);
    transcribers.set(currency, known);
    return known(text);
  };
}
