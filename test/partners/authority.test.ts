import { type AuthorityRules, checkAuthority } from '../../src/partners/authority.js';

const rules: AuthorityRules = {
  levels: [
    { level: 2, upToMinor: '100000' },
    { level: 5, upToMinor: '1000000' },
  ],
  twoPersonsAboveMinor: '500000',
};
const free: AuthorityRules = { levels: [], twoPersonsAboveMinor: null };
const needs = (level: number | null) => ({ verdict: 'NEEDS_LEVEL', level });
const allowed = { verdict: 'ALLOWED' };
const second = { verdict: 'NEEDS_SECOND_PERSON' };

it.each([
  ['a junior up to its amount', rules, 100_000n, 2, [], allowed],
  ['a junior one cent above', rules, 100_001n, 2, [], needs(5)],
  ['a level between two levels', rules, 100_001n, 4, [], needs(5)],
  ['nobody below the first level', rules, 1n, 1, [], needs(2)],
  ['a higher level than any', rules, 1n, 9, [], allowed],
  ['a senior at the two-person threshold', rules, 500_000n, 5, [], allowed],
  ['a senior one cent above it', rules, 500_001n, 5, [], second],
  ['the same key again', rules, 500_001n, 5, ['key_a'], second],
  ['another key after it', rules, 500_001n, 5, ['key_b'], allowed],
  ['another key without the level', rules, 500_001n, 2, ['key_b'], needs(5)],
  ["more than anybody's level", rules, 1_000_001n, 9, ['key_b'], needs(null)],
  ['anybody without levels', free, 10n ** 17n, 0, [], allowed],
  ['two of anybody without levels', { ...free, twoPersonsAboveMinor: '0' }, 1n, 0, [], second],
] as const)('%s', (_, authority, amountMinor, authorityLevel, agreed, expected) => {
  const decider = { keyId: 'key_a', authorityLevel };
  expect(checkAuthority(authority, amountMinor, { decider, agreed })).toEqual(expected);
});
