import { GraphQLError } from 'graphql';
import type { Connection } from '../schema/connection.js';
import type { PageArgs } from '../schema/page-args.js';

const MAX_PAGE = 100;

/** One page of a list ordered by id, as a query: exclusive bounds, direction, and one row more than is shown. */
export interface KeysetQuery {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

// Ids are ASCII and compared bytewise, so these enclose all of them.
const LOWEST = '';
const HIGHEST = '~';

const badPage = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

const encodeCursor = (id: string): string => Buffer.from(id).toString('base64url');

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^[a-z]{3}_[0-9a-z]{26}$/.test(id)) throw badPage('A cursor must be one that a list of this kind gave.');
  return id;
}

/** @throws GraphQLError `BAD_USER_INPUT` unless exactly one of first and last is given, 1 to 100 */
export function keysetQuery(args: PageArgs): KeysetQuery {
  const size = args.first ?? args.last;
  if (size === null || size === undefined || (args.first && args.last)) throw badPage('Give either `first` or `last`.');
  if (size < 1 || size > MAX_PAGE) throw badPage(`A page has 1 to ${MAX_PAGE} items.`);
  const newestFirst = args.orderBy === 'NEWEST_FIRST';
  const after = args.after ? decodeCursor(args.after) : undefined;
  const before = args.before ? decodeCursor(args.before) : undefined;
  const [above, below] = newestFirst ? [before, after] : [after, before];
  const forwards = Boolean(args.first);
  return {
    above: above ?? LOWEST,
    below: below ?? HIGHEST,
    direction: forwards === newestFirst ? 'DESC' : 'ASC',
    limit: size + 1,
  };
}

/** The connection over the rows that `query` found. */
export function connectionPage<Row extends { readonly id: string }, Node>(
  args: PageArgs,
  query: KeysetQuery,
  rows: readonly Row[],
  view: (row: Row) => Node,
): Connection<Node> {
  const more = rows.length === query.limit;
  const shown = more ? rows.slice(0, -1) : rows;
  const ordered = args.first ? shown : [...shown].reverse();
  const edges = ordered.map((row) => ({ cursor: encodeCursor(row.id), node: view(row) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: args.first ? more : Boolean(args.before),
      hasPreviousPage: args.first ? Boolean(args.after) : more,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
