import { createOperator } from '../../src/partners/installation.js';
import { KeyService } from '../../src/partners/key-service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

describe('a new installation', () => {
  it('gets one operator and one key, however many ask at once', async () => {
    const { unitOfWork } = testDatabase;
    const operator = { name: 'Our Operations Ltd', country: 'DE' };
    const tokens = await Promise.all(Array.from({ length: 5 }, () => createOperator(unitOfWork, operator)));
    const [token, ...others] = tokens.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(await new KeyService(unitOfWork).authenticate(`Bearer ${token}`)).toMatchObject({
      organisationKind: 'OPERATOR',
      role: 'OPERATOR',
      authorityLevel: 0,
    });
    expect(await createOperator(unitOfWork, operator)).toBeUndefined();
  });
});
