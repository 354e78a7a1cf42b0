import { coerceInputValue, type GraphQLScalarType } from 'graphql';
import { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLDecimal } from '../../src/scenarios/contract/scalars.js';

function problemOf(scalar: GraphQLScalarType, value: unknown): string {
  const messages: string[] = [];
  coerceInputValue(value, scalar, (_path, _value, { message }) => messages.push(message));
  return messages.join('\n');
}

describe('a text of a wrong form', () => {
  it.each<[string, GraphQLScalarType, unknown, string]>([
    ['an amount as a number', GraphQLDecimal, 12.34, '12.34. It is: An exact decimal as text: optional minus'],
    ['an exponent', GraphQLDecimal, '1e5', '"1e5". It is: An exact decimal as text'],
    [
      'a currency there is not',
      GraphQLCurrencyCode,
      'usd',
      '"usd". It is: An ISO 4217 alphabetic currency code, e.g. "EUR"',
    ],
    [
      'a day there is not',
      GraphQLCalendarDate,
      '2026-02-30',
      '"2026-02-30". It is: A calendar date without time or zone',
    ],
    ['a long one, cut', GraphQLDecimal, '1'.repeat(500), `"${'1'.repeat(59)}. It is: An exact decimal`],
  ])('is told what is right: %s', (_name, scalar, value, message) => {
    expect(problemOf(scalar, value)).toContain(`cannot represent ${message}`);
  });
});
