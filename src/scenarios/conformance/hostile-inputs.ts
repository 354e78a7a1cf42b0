import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

// What each scalar lets through and a careless module stumbles over.
const SCALARS: Readonly<Record<string, readonly unknown[]>> = {
  String: [
    '',
    ' \t\n ',
    'x'.repeat(10_000),
    'nul\u0000',
    'lone \ud800 surrogate',
    '\ufdfa'.repeat(40),
    '\u202Egnp.exe',
    '\u200b',
    'e\u0301'.repeat(60),
    'Straße İı ﬀ',
    '👩‍👩‍👧‍👦'.repeat(20),
    '__proto__',
    'constructor',
    '-1',
    'ZZ',
  ],
  ID: ['', '0', 'x'.repeat(10_000)],
  Int: [0, -0, 1, -1, 2_147_483_647, -2_147_483_648],
  Float: [0, -0, 0.1, -1, 5e-324, 1e308, -1e308],
  Boolean: [true, false],
  Decimal: [
    '0',
    '-0.00',
    '-1.00',
    '1',
    '1.0',
    '0.01',
    '1.001',
    '00012.30',
    `${'9'.repeat(15)}.99`,
    '9'.repeat(30),
    `0.${'0'.repeat(19)}1`,
  ],
  CurrencyCode: ['EUR', 'USD', 'JPY', 'BHD', 'CLF'],
  Date: ['1900-01-01', '2024-02-29', '2299-12-31'],
};

const LONG_LIST = 101;

/**
 * Versions of a well-formed value, each with one place replaced by something hostile that the GraphQL type still lets
 * through: limits of numbers, odd texts, empty, long and repeating lists, members that are null or left out.
 */
export function* hostileVersions(type: GraphQLInputType, value: unknown): Generator<unknown> {
  if (isNonNullType(type)) {
    yield* hostileVersions(type.ofType as GraphQLInputType, value);
    return;
  }
  if (isListType(type)) yield* hostileLists(type.ofType as GraphQLInputType, value);
  else if (isInputObjectType(type)) yield* hostileObjects(type, value);
  else if (isEnumType(type)) yield* type.getValues().map((member) => member.value as unknown);
  else yield* SCALARS[type.name] ?? [];
}

function* hostileLists(itemType: GraphQLInputType, value: unknown): Generator<unknown> {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  yield [];
  if (list.length === 0) return;
  yield [...list, list[0]];
  yield Array.from({ length: LONG_LIST }, (_, index) => list[index % list.length]);
  for (const at of new Set([0, list.length - 1])) {
    for (const item of hostileVersions(itemType, list[at])) yield list.with(at, item);
  }
}

function* hostileObjects(type: GraphQLInputObjectType, value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  const members = value as Readonly<Record<string, unknown>>;
  for (const field of Object.values(type.getFields())) {
    if (!isNonNullType(field.type)) {
      yield { ...members, [field.name]: null };
      const { [field.name]: _left, ...rest } = members;
      yield rest;
    }
    for (const member of hostileVersions(field.type, members[field.name])) yield { ...members, [field.name]: member };
  }
}

/** Hostile in several places at once: `count` values, the same for the same seed. */
export function* hostileMixtures(
  type: GraphQLInputType,
  value: unknown,
  options: { readonly seed: number; readonly count: number },
): Generator<unknown> {
  const random = generator(options.seed);
  for (let made = 0; made < options.count; made += 1) {
    let mixture = value;
    for (let place = 0; place < 4; place += 1) {
      const versions = [...hostileVersions(type, mixture)];
      if (versions.length > 0) mixture = versions[Math.floor(random() * versions.length)];
    }
    yield mixture;
  }
}

/** The minimal standard generator of Park and Miller (1988) with the multiplier 48271 (1993): 0 up to below 1. */
function generator(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
}
