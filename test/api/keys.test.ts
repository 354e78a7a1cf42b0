import { startApi, type TestApi } from '../support/api.js';
import { LUMEN } from '../support/requests.js';
import { until } from '../support/until.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const NORTHWIND = 'org_00000000000000000000000002';
const CREATE = `mutation($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { id token } }`;
const REVOKE = `mutation($key: ID!) { apiKeyRevoke(key: $key) }`;
const keysOf = async (who: string): Promise<{ id: string; name: string; revokedAt: string | null }[]> =>
  (await api.data(who, '{ apiKeys { id name revokedAt } }')).apiKeys;

describe('apiKeyCreate', () => {
  const key = { organisation: LUMEN, role: 'PARTNER', name: 'a second checkout' };
  const claims = { organisation: NORTHWIND, role: 'INSURER_CLAIMS', name: 'a senior adjuster' };

  it.each([
    ['nobody', { ...key, organisation: 'org_00000000000000000000000099' }, 'NOT_FOUND', 'input.organisation'],
    ['no id', { ...key, organisation: 'x' }, 'NOT_FOUND', 'input.organisation'],
    ['a partner as operator', { ...key, role: 'OPERATOR' }, 'BAD_USER_INPUT', 'input.role'],
    ['a partner as insurer', { ...key, role: 'INSURER_CLAIMS' }, 'BAD_USER_INPUT', 'input.role'],
    ['an insurer as partner', { ...key, organisation: NORTHWIND }, 'BAD_USER_INPUT', 'input.role'],
    ['no name', { ...key, name: ' ' }, 'BAD_USER_INPUT', 'input.name'],
    ['a long name', { ...key, name: 'x'.repeat(101) }, 'BAD_USER_INPUT', 'input.name'],
    ['the past', { ...key, expiresAt: '2020-01-01T00:00:00.000Z' }, 'BAD_USER_INPUT', 'input.expiresAt'],
    ['too much authority', { ...claims, authorityLevel: 10 }, 'BAD_USER_INPUT', 'input.authorityLevel'],
    ['negative authority', { ...claims, authorityLevel: -1 }, 'BAD_USER_INPUT', 'input.authorityLevel'],
    ['authority where nothing is decided', { ...key, authorityLevel: 1 }, 'BAD_USER_INPUT', 'input.authorityLevel'],
  ])('refuses %s and makes no key', async (_, input, code, path) => {
    const before = await Promise.all([keysOf('merchant'), keysOf('claims')]);
    const { errors } = await api.ask('operator', CREATE, { input });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code, path }]);
    expect(await Promise.all([keysOf('merchant'), keysOf('claims')])).toEqual(before);
  });

  it('makes a key that works, whatever the case of its scheme', async () => {
    const { token } = (await api.data('operator', CREATE, { input: key })).apiKeyCreate;
    const answer = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `bearer ${token}` },
      body: JSON.stringify({ query: '{ viewer { role organisation { name } } }' }),
    });
    expect(((await answer.json()) as { data: unknown }).data).toEqual({
      viewer: { role: 'PARTNER', organisation: { name: 'Lumen Electronics' } },
    });
  });
});

describe('authority of a key', () => {
  const authority = async (token: string) => (await api.data(token, '{ viewer { keyId authorityLevel } }')).viewer;

  it('is what the operator gave, none by default, and is shown to the key and in lists', async () => {
    const input = { organisation: NORTHWIND, role: 'INSURER_CLAIMS', name: 'a senior adjuster' };
    const plain = (await api.data('operator', CREATE, { input })).apiKeyCreate;
    const senior = (await api.data('operator', CREATE, { input: { ...input, authorityLevel: 9 } })).apiKeyCreate;
    expect(await authority(plain.token)).toEqual({ keyId: plain.id, authorityLevel: 0 });
    expect(await authority(senior.token)).toEqual({ keyId: senior.id, authorityLevel: 9 });
    const { apiKeys } = await api.data('claims', '{ apiKeys { id authorityLevel } }');
    expect(apiKeys).toContainEqual({ id: senior.id, authorityLevel: 9 });
  });
});

describe('apiKeyRevoke', () => {
  it('is not for a key that may only read', async () => {
    const before = await keysOf('dashboard');
    const [first] = before;
    const { errors } = await api.ask('dashboard', REVOKE, { key: first?.id });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'FORBIDDEN' }]);
    expect(await keysOf('dashboard')).toEqual(before);
  });

  it("does not reach another organisation's key, unless it is the operator who asks", async () => {
    const input = { organisation: LUMEN, role: 'PARTNER', name: 'leaked' };
    const { id, token } = (await api.data('operator', CREATE, { input })).apiKeyCreate;
    expect(await api.data('dealer', REVOKE, { key: id })).toEqual({ apiKeyRevoke: false });
    expect((await api.ask(token, '{ viewer { role } }')).data).toEqual({ viewer: { role: 'PARTNER' } });
    expect(await api.data('operator', REVOKE, { key: id })).toEqual({ apiKeyRevoke: true });
    await until(async () => (await api.ask(token, '{ viewer { role } }')).status === 401);
    expect(await api.data('operator', REVOKE, { key: id })).toEqual({ apiKeyRevoke: false });
  });
});
