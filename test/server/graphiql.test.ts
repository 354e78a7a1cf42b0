import { buildSchema } from 'graphql';
import { exampleProblems, fillPlaceholders, loadExamples } from '../../src/server/graphiql/examples.js';
import { startTestServer, type TestServer } from './support/server.js';

describe('GraphiQL', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ clock: { now: () => new Date('2026-03-02T12:00:00Z') } });
  });
  afterAll(() => server.close());
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });

  it('asks for nothing that this server does not serve', async () => {
    const seen = new Set<string>();
    const wanted = ['/'];
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 200]);
      const text = await response.text();
      const isOurs = path === '/' || path.includes('app.') || path.includes('graphql-ws') || path.includes('common-');
      if (!isOurs) continue;
      const references = text.matchAll(
        /(?:src|href)="([^"]+)"|^(?:import|export)\b.*from\s*['"]([^'"]+)['"]|fetch\(\s*'([^']+)'/gm,
      );
      for (const [, attribute, imported, fetched] of references) {
        const reference = attribute ?? imported ?? fetched ?? '';
        if (!reference.startsWith('data:')) wanted.push(new URL(reference, `http://here${path}`).pathname);
      }
      expect([path, text.match(/["'(]https?:\/\//g)]).toEqual([path, null]);
    }
    const names = [...seen].map((path) => path.replace(/common-[\w-]+/, 'common')).sort();
    expect(names).toEqual([
      '/',
      '/graphiql/app.css',
      '/graphiql/app.js',
      '/graphiql/common.js',
      '/graphiql/examples.json',
      '/graphiql/graphiql.min.css',
      '/graphiql/graphiql.min.js',
      '/graphiql/graphql-ws.js',
      '/graphiql/react-dom.js',
      '/graphiql/react.js',
    ]);
  });

  it('dates its examples in business time', async () => {
    const examples = (await (await get('/graphiql/examples.json')).json()) as { name: string; variables: string }[];
    const quote = examples.find(({ name }) => name === '1-checkout-quote');
    expect(JSON.parse(quote?.variables ?? '').input.loan).toMatchObject({
      disbursedOn: '2026-03-02',
      firstDueOn: '2026-04-02',
    });
  });

  it('forbids the browser everything else, also when nothing changed', async () => {
    const first = await get('/');
    const policy = first.headers.get('content-security-policy');
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const again = await get('/', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, again.headers.get('content-security-policy')]).toEqual([304, policy]);
  });

  it('compresses for those who take it', async () => {
    const small = await get('/graphiql/graphiql.min.js', { 'accept-encoding': 'gzip' });
    expect([small.headers.get('content-encoding'), small.headers.get('content-type')]).toEqual([
      'gzip',
      'text/javascript; charset=utf-8',
    ]);
    const large = await get('/graphiql/graphiql.min.js', { 'accept-encoding': 'identity' });
    expect(large.headers.get('content-encoding')).toBeNull();
    expect(await small.text()).toBe(await large.text());
  });

  it.each(['/graphiql/package.json', '/graphiql/..%2f..%2fpackage.json', '/graphiql/__proto__', '/graphiql/'])(
    'serves no other file: %s',
    async (path) => expect((await get(path)).status).toBe(404),
  );
});

describe('the examples', () => {
  it('are there for their users, in order, with their variables', async () => {
    const examples = await loadExamples();
    expect(examples.map(({ name, variables }) => [name, variables !== undefined])).toEqual([
      ['1-checkout-quote', true],
      ['2-checkout-bind', true],
      ['3-lender-quotes', true],
      ['4-claims-live', true],
      ['5-claims-desk', true],
      ['6-holiday-preview', true],
      ['7-cover-terms', true],
    ]);
    for (const { variables = '' } of examples) expect(JSON.parse(variables)).toEqual(expect.any(Object));
  });

  it('get dates and fresh keys', () => {
    const variables = '{"on":"{{date}}","due":"{{date+31}}","key":"a-{{id}}","other":"{{id}}"}';
    const example = { name: 'x', query: '{ hello }', variables };
    const filled = JSON.parse(fillPlaceholders(example, new Date('2026-01-31T23:00:00Z')).variables ?? '');
    expect(filled).toEqual({
      on: '2026-01-31',
      due: '2026-03-03',
      key: expect.stringMatching(/^a-[0-9a-f]{12}$/),
      other: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(filled.key.slice(2)).not.toBe(filled.other);
    expect(fillPlaceholders({ name: 'x', query: '{ hello }' }, new Date())).toEqual({ name: 'x', query: '{ hello }' });
  });

  it('are told what is wrong with them', async () => {
    const problems = await exampleProblems(buildSchema('type Query { quotes(first: Int): Int }'));
    expect(problems).toContain('1-checkout-quote: Unknown type "QuoteCreateInput".');
    expect(new Set(problems.map((problem) => problem.split(':', 1)[0])).size).toBe(7);
  });
});
