import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isCalendarDate, isCurrencyCode, isDecimalText } from '../../kernel/index.js';

function textScalar(name: string, description: string, accepts: (text: string) => boolean): GraphQLScalarType {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && accepts(value)) return value;
    throw new TypeError(`${name} cannot represent ${JSON.stringify(value)?.slice(0, 60)}. It is: ${description}`);
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => value,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

export const GraphQLDecimal = textScalar(
  'Decimal',
  'An exact decimal as text: optional minus, at most 30 digits and 20 decimals, no exponent, e.g. "12.34".',
  isDecimalText,
);

export const GraphQLCurrencyCode = textScalar(
  'CurrencyCode',
  'An ISO 4217 alphabetic currency code, e.g. "EUR".',
  isCurrencyCode,
);

export const GraphQLCalendarDate = textScalar(
  'Date',
  'A calendar date without time or zone, YYYY-MM-DD, from 1900-01-01 to 2299-12-31.',
  isCalendarDate,
);
