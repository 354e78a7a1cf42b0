import { startApi, type TestApi } from '../support/api.js';
import { checkoutRequest } from '../support/requests.js';
import { until } from '../support/until.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const NUL = 'a\0b';
const HALF = 'a\ud800b';

const CREATE = `mutation($key: String!, $input: QuoteCreateInput!) { quoteCreate(idempotencyKey: $key, input: $input) { __typename } }`;
const refused = (place: string) => ({
  message: `${place} holds a character that cannot be stored (NUL or half a surrogate pair).`,
  extensions: { code: 'BAD_USER_INPUT' },
});
const QUESTIONS: readonly (readonly [string, string])[] = [
  ['an id', 'query($text: ID!) { policy(id: $text) { id } }'],
  ['a filter', 'query($text: String) { policies(first: 1, filter: { number: $text }) { nodes { id } } }'],
  ['a list', 'query($text: String!) { events(after: "0", first: 1, kinds: [$text]) { endCursor } }'],
  ['a key of one', 'mutation($text: ID!) { apiKeyRevoke(key: $text) }'],
];

describe('text that no database can hold', () => {
  it.each(QUESTIONS)('is refused as %s', async (_, query) => {
    for (const text of [NUL, HALF]) {
      const { status, errors, data } = await api.ask('merchant', query, { text });
      expect(status).toBe(200);
      expect(errors).toEqual([refused('$text')]);
      expect(data).toBeUndefined();
    }
  });

  it('is refused as an idempotency key and deep inside an input, and nothing is written', async () => {
    const input = checkoutRequest('A-1');
    for (const variables of [
      { key: NUL, input },
      { key: HALF, input },
      { key: 'k', input: { ...input, obligor: { ...input.obligor, reference: NUL } } },
    ]) {
      const { errors } = await api.ask('merchant', CREATE, variables);
      expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }]);
    }
    expect(await api.data('merchant', '{ quotes(first: 1) { nodes { id } } }')).toEqual({ quotes: { nodes: [] } });
  });

  it('is refused as a literal of the document', async () => {
    const { errors } = await api.ask('merchant', '{ policy(id: "a\\u0000b") { id } }');
    expect(errors?.map(({ message, extensions }) => [message, extensions])).toEqual([
      ['A text holds a character that cannot be stored (NUL or half a surrogate pair).', { code: 'BAD_USER_INPUT' }],
    ]);
  });

  it('is refused in a subscription', async () => {
    const subscription = api.subscribe(
      'claims',
      'subscription($p: ID) { claimUpdates(filter: { policy: $p }) { cursor } }',
      {
        p: NUL,
      },
    );
    await until(() => subscription.failures.length > 0);
    await subscription.stop();
    expect(subscription.failures).toEqual([[refused('$p')]]);
  });
});

describe('a cursor beyond every log', () => {
  it('is an input error', async () => {
    const { errors } = await api.ask('merchant', 'query($c: Cursor!) { events(after: $c, first: 1) { endCursor } }', {
      c: '9999999999999999999',
    });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }]);
  });
});
