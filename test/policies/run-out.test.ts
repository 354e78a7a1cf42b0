import { PolicyService } from '../../src/policies/policy-service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { clockAt, createMarket, createPolicy, readAll } from './policy-fixture.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

describe('cover that runs out', () => {
  it('ends when its last day is over where the programme is, not in UTC', async () => {
    const { policyId } = await createPolicy(db.unitOfWork, await createMarket(db.unitOfWork));
    // The last day is 31 January 2027 in Berlin, an hour ahead of UTC.
    const clock = clockAt('2027-01-31T22:30:00Z');
    const service = new PolicyService({ units: db.unitOfWork, clock, scenarios: [], secret: '' } as never);
    expect(await service.endRunOut()).toBe(0);
    clock.set('2027-01-31T23:30:00Z');
    expect(await service.endRunOut()).toBe(1);
    const rows = await readAll(db.unitOfWork, 'SELECT status FROM policy WHERE id = $1', [policyId]);
    expect(rows).toEqual([{ status: 'EXPIRED' }]);
  });
});
