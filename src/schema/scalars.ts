import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime as DateTimeLibrary, GraphQLJSON as JsonLibrary } from 'graphql-scalars';

export { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLDecimal } from '../scenarios/contract/scalars.js';

export const GraphQLInstant = new GraphQLScalarType({
  ...DateTimeLibrary.toConfig(),
  name: 'DateTime',
  description: 'An instant in UTC, RFC 3339 with milliseconds, e.g. "2026-03-01T12:00:00.000Z".',
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
});

export const GraphQLJson = new GraphQLScalarType({
  ...JsonLibrary.toConfig(),
  name: 'JSON',
  description: 'Free JSON; only where rows or facts are shown to an auditor.',
  serialize: (value) => value,
});

const CURSOR = /^\d{1,19}$/;
// Positions are PostgreSQL bigints.
const LAST_POSITION = 2n ** 63n - 1n;
const parseCursor = (value: unknown): string => {
  if (typeof value === 'string' && CURSOR.test(value) && BigInt(value) <= LAST_POSITION) return value;
  throw new TypeError('Cursor must be one that an event carried, or "0" for the beginning');
};

export const GraphQLCursor = new GraphQLScalarType({
  name: 'Cursor',
  description: 'A place in the event log: the cursor of an event already seen, or "0" for the beginning.',
  serialize: (value) => String(value),
  parseValue: parseCursor,
  parseLiteral: (node) => parseCursor(node.kind === Kind.STRING ? node.value : undefined),
});
