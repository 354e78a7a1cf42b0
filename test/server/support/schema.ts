import {
  buildSchema,
  GraphQLError,
  type GraphQLFieldConfig,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  valueFromASTUntyped,
} from 'graphql';
import { formatMinorText } from '../../../src/kernel/index.js';
import { writtenList } from '../../../src/schema/written-list.js';

const sdl = /* GraphQL */ `
  scalar Decimal
  scalar BigInt
  enum Cover { PERFORMANCE CREDIT }
  input Money { amount: Decimal!, currency: String! = "EUR" }
  input Ecommerce { order: String!, total: Money! }
  input Auto { plate: String, cover: Cover = CREDIT }
  input ScenarioInput @oneOf { ecommerce: Ecommerce, auto: Auto, tags: [String!] }
  input QuoteInput { scenario: ScenarioInput!, instalments: Int! = 12, premium: Money, covers: [Cover!] }
  type MoneyView { amount: Decimal!, currency: String! }
  type Row { number: Int!, dueOn: String!, owed: MoneyText!, total: MoneyText! }
  type MoneyText { amount: String!, currency: String! }
  interface Node { id: ID! }
  interface Problem { code: String!, message: String! }
  type Quote implements Node { id: ID!, sum: MoneyView, cover: Cover, offers: [Offer!]!, parent: Node, big: BigInt }
  type Offer implements Node { id: ID!, price: Decimal!, insurer: String!, quote: Quote }
  type NotFound implements Problem { code: String!, message: String!, id: ID! }
  type Conflict implements Problem { code: String!, message: String!, from: String! }
  union QuoteResult = Quote | NotFound | Conflict
  type PageInfo { hasNextPage: Boolean! }
  type QuoteEdge { cursor: String!, node: Quote! }
  type QuoteConnection { edges: [QuoteEdge!]!, nodes: [Quote!]!, pageInfo: PageInfo!, totalCount: Int! }
  type Rows { items: [Row!]!, none: String, self: Rows! }
  type Strict { value: String!, list: [String!]!, loose: [String], deep: Strict, must: Strict! }
  type Query {
    hello(name: String! = "world", times: Int, ratio: Float, on: Boolean, id: ID): String!
    echo(input: QuoteInput, cover: Cover, amount: Decimal, amounts: [Decimal!], big: BigInt = 7, ids: [ID!]): String
    echoBig(big: BigInt): String
    plain(cover: Cover! = CREDIT, names: [String!] = ["a", "b"], money: Money = {amount: "1.5"}): String
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    quote(id: ID!): QuoteResult
    quotes(first: Int, last: Int, after: String): QuoteConnection!
    strict: Strict
    promises: [String]
    promisesStrict: [String!]
    throwing: Strict
    badType: Node
    list: [Strict!]
    nested: [[Int!]]
    fail(code: String): String
    failStrict: String!
    rows(text: String = "1,2026-01-31,0;2,2026-02-28,5;3,2026-03-31,123456", currency: String = "EUR"): Rows!
    secret: String
    later(ms: Int!): String!
  }
  type Mutation {
    add(n: Int!): Int!
    addLater(n: Int!): Int
    failAdd(n: Int!): Int
    failStrict: Int!
    quoteCreate(idempotencyKey: String!, input: QuoteInput!): QuoteResult!
  }
  type Subscription {
    ticks(to: Int! = 3): Tick!
    never: Tick!
    flood(bytes: Int!): Tick!
    broken(after: Int!): Tick!
    refused: Tick!
    tickProblem: Tick!
  }
  type Tick { n: Int!, viewer: String, at: Strict, note: String }
`;

/** A value that JSON would spoil, as the product's own decimals are. */
export class Decimal {
  constructor(readonly text: string) {}
  toJSON(): string {
    return `json:${this.text}`;
  }
}

/** A fault of ours: a code and whether a retry is right. */
export class Fault extends Error {
  constructor(
    readonly code: string,
    readonly retryable: boolean,
    message = 'host db-7 refused',
  ) {
    super(message);
  }
}

export interface TestContext {
  readonly viewer?: { readonly keyId: string } | undefined;
  readonly calls: string[];
}

type Resolver = GraphQLFieldConfig<unknown, TestContext>['resolve'];
type Fields = Record<string, Resolver | { subscribe: Resolver }>;

const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `bigint ${inner}`;
    const isRecord = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    return isRecord
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner;
  }) ?? 'undefined';

// `toJSON` runs before a replacer sees the value, so decimals are told apart by their mark.
const shown = (value: unknown): string => show(value).replaceAll('"json:', '"decimal:');

const offer = (id: string) => ({ __typename: 'Offer', id, price: new Decimal('3.20'), insurer: `insurer of ${id}` });
const quote = (id: string): Record<string, unknown> => ({
  __typename: 'Quote',
  id,
  sum: { amount: new Decimal('1200.00'), currency: 'EUR' },
  cover: 'credit!',
  offers: [offer(`${id}-1`), offer(`${id}-2`)],
  big: 12345678901234567890n,
});

export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface RowsText {
  readonly text: string;
  readonly currency: string;
}

const money = (minor: string, currency: string) => ({ amount: formatMinorText(minor, currency as never), currency });

/** The items of a written list in the ordinary way. */
const itemsOf = (rows: unknown) => {
  const { text, currency } = rows as RowsText;
  return (text === '' ? [] : text.split(';')).map((row: string) => {
    const [number, dueOn, owed = ''] = row.split(',');
    return { number: Number(number), dueOn, owed: money(owed, currency), total: money(`1${owed}`, currency) };
  });
};

const WRITTEN = writtenList({
  row: { columns: { number: 'NUMBER', dueOn: 'TEXT', owed: 'AMOUNT' } },
  read: async ({ text, currency }: RowsText) => ({ text, currency }),
});

const query: Fields = {
  hello: (_, args) => `hello ${show(args)}`,
  echo: (_, args, context) => {
    context.calls.push(shown(args));
    return shown(args);
  },
  echoBig: (_, args) => shown(args),
  plain: (_, args) => shown(args),
  node: (_, { id }) => (id === 'none' ? null : quote(id)),
  nodes: async (_, { ids }) => ids.map((id: string) => (id === 'bad' ? new Error(`no ${id}`) : quote(id))),
  quote: async (_, { id }) => {
    if (id === 'none') return { __typename: 'NotFound', code: 'NOT_FOUND', message: 'no such quote', id };
    if (id === 'conflict') return { __typename: 'Conflict', code: 'STATE', message: 'moved', from: 'OPEN' };
    return quote(id);
  },
  quotes: (_, { first, last }) => {
    const all = Array.from({ length: first ?? last }, (__, index) => quote(`q${index}`));
    return {
      edges: all.map((node) => ({ cursor: `c${node.id}`, node })),
      nodes: all,
      pageInfo: { hasNextPage: false },
      totalCount: all.length,
    };
  },
  strict: () => ({
    value: 'v',
    list: ['a', null, 'c'],
    loose: ['x', null],
    deep: { value: null, list: [], must: { value: 'm', list: ['z'] } },
    must: { value: 'mm', list: ['q'] },
  }),
  promises: () => [Promise.reject(new Error('item 0')), 'b', delay(1).then(() => 'c')],
  promisesStrict: () => [delay(1).then(() => 'a'), Promise.reject(new Error('item 1'))],
  throwing: () => ({
    get value(): string {
      throw new Error('getter');
    },
    list: [],
  }),
  badType: () => ({ __typename: 'PageInfo', id: '1' }),
  list: async () => [
    { value: 'a', list: [] },
    { value: null, list: [] },
  ],
  nested: () => [[1, 2], [3, null], null],
  fail: (_, { code }) => {
    throw code === 'plain' ? new Error('password=hunter2') : new GraphQLError('told', { extensions: { code, n: 3 } });
  },
  failStrict: async () => {
    throw new Fault('DATABASE_UNAVAILABLE', true);
  },
  rows: (_, { text, currency }) => ({ text, currency }),
  secret: () => {
    throw Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (phone)=(+4912345)' });
  },
  later: async (_, { ms }) => {
    await delay(ms);
    return 'done';
  },
};

const mutation: Fields = {
  add: (_, { n }, context) => context.calls.push(`add ${n}`),
  addLater: async (_, { n }, context) => {
    await delay(5);
    return context.calls.push(`addLater ${n}`);
  },
  failAdd: async (_, { n }, context) => {
    context.calls.push(`failAdd ${n}`);
    await delay(1);
    throw new Error(`no ${n}`);
  },
  failStrict: () => {
    throw new Error('strict');
  },
  quoteCreate: async (_, { input }) => ({ ...quote('new'), sum: input.premium ?? null }),
};

async function* ticks(to: number, context: TestContext): AsyncGenerator<unknown> {
  context.calls.push('opened');
  try {
    for (let n = 1; n <= to; n += 1) yield { n };
  } finally {
    context.calls.push('closed');
  }
}

const subscription: Fields = {
  ticks: { subscribe: (_, { to }, context) => ticks(to, context) },
  never: {
    subscribe: (_, __, context) => {
      context.calls.push('opened');
      let end: (result: IteratorResult<unknown>) => void = () => undefined;
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        next: () => new Promise<IteratorResult<unknown>>((resolve) => (end = resolve)),
        return: async () => {
          context.calls.push('closed');
          end({ done: true, value: undefined });
          return { done: true, value: undefined };
        },
      };
    },
  },
  flood: {
    subscribe: async function* (_, { bytes }) {
      for (let n = 1; ; n += 1) yield { n, note: 'x'.repeat(bytes) };
    },
  },
  broken: {
    subscribe: async function* (_, { after }) {
      for (let n = 1; n <= after; n += 1) yield { n };
      throw new Fault('RESUME_FROM_CURSOR', true, 'fell behind');
    },
  },
  refused: {
    subscribe: () => {
      throw new GraphQLError('not yours', { extensions: { code: 'FORBIDDEN' } });
    },
  },
  tickProblem: {
    subscribe: async function* () {
      yield { n: null };
      yield { n: 2 };
    },
  },
};

const tick: Fields = { viewer: (_, __, context) => context.viewer?.keyId };

// Root values of subscriptions are the event itself, keyed by nothing: the field answers the whole event.
const wholeEvent: Resolver = (event) => event;

export function testSchema(): GraphQLSchema {
  const schema = buildSchema(sdl);
  const resolvers: Record<string, Fields> = {
    Query: query,
    Mutation: mutation,
    Subscription: subscription,
    Tick: tick,
    Rows: { items: itemsOf, self: (rows) => rows },
  };
  // What an SDL literal cannot be: a default that is no JSON.
  const big = schema.getQueryType()?.getFields().echoBig?.args[0];
  if (big !== undefined) big.defaultValue = 7n;
  const rows = schema.getType('Rows');
  if (isObjectType(rows)) Object.assign(rows.getFields().items ?? {}, { extensions: WRITTEN });
  const auto = schema.getType('Auto');
  const covers = [
    schema
      .getQueryType()
      ?.getFields()
      .plain?.args.find(({ name }) => name === 'cover'),
    isInputObjectType(auto) ? auto.getFields().cover : undefined,
  ];
  for (const cover of covers) if (cover !== undefined) cover.defaultValue = 'credit!';
  for (const [name, type] of Object.entries(schema.getTypeMap())) {
    if (isObjectType(type)) {
      for (const [fieldName, field] of Object.entries(type.getFields())) {
        const given = resolvers[name]?.[fieldName];
        if (typeof given === 'function') field.resolve = given;
        if (typeof given === 'object') {
          field.subscribe = given.subscribe;
          field.resolve = wholeEvent;
        }
      }
    }
    if (isInterfaceType(type) && name === 'Node')
      type.resolveType = (value) => (value.price ? 'Offer' : value.__typename);
    // As type-graphql wraps every `resolveType` it is given.
    if (isUnionType(type)) type.resolveType = async (value) => value.__typename;
    if (isEnumType(type) && name === 'Cover') {
      Object.assign(type.getValue('CREDIT') ?? {}, { value: 'credit!' });
      Object.assign(type, { _valueLookup: null });
    }
    if (isScalarType(type) && name === 'Decimal') {
      const parse = (value: unknown): Decimal => {
        if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) throw new Error('Decimal needs "12.34"');
        return new Decimal(value);
      };
      type.parseValue = parse;
      type.parseLiteral = (node) => parse(valueFromASTUntyped(node));
      type.serialize = (value) => (value instanceof Decimal ? value.text : value);
    }
    if (isScalarType(type) && name === 'BigInt') {
      type.parseValue = (value) => BigInt(value as string);
      type.parseLiteral = (node) => BigInt(valueFromASTUntyped(node) as string);
      type.serialize = (value) => String(value);
    }
  }
  return schema;
}
