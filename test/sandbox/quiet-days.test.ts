import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { startApi, type TestApi } from '../support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.close());

const DAYS = 20;
/** Of a day on which nothing is due: the clock's own, one question for all tasks, and what only trying tells. */
const MOST_UNITS = 12;

it('lives through a day on which nothing is due with a few looks at the database', async () => {
  const run = jest.spyOn(UnitOfWork.prototype, 'run');
  await api.data('operator', `mutation { sandboxClockAdvance(days: ${DAYS}) { now } }`);
  const units = run.mock.calls.length;
  run.mockRestore();
  expect(units).toBeGreaterThan(DAYS);
  expect(units / DAYS).toBeLessThan(MOST_UNITS);
});
