import { type DailyTask, runDaily } from '../../src/jobs/daily-run.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const NOTHING = { name: 'test.nothing', text: 'SELECT 1 WHERE false' };
const SOMETHING = { name: 'test.something', text: 'SELECT 1' };

/** Runs tasks that do as many things as given, and tells which of them ran. */
async function ranOf(tasks: readonly (Pick<DailyTask, 'name' | 'due'> & { readonly does: number })[]) {
  const ran: string[] = [];
  const report = await runDaily(
    tasks.map(({ does, ...task }) => ({
      ...task,
      run: async () => {
        ran.push(task.name);
        return does;
      },
    })),
    database.unitOfWork,
  );
  return { ran, report };
}
const due =
  (...statements: (typeof NOTHING)[]) =>
  () =>
    statements.map((statement) => ({ statement, values: [] }));

describe('the tasks of a day', () => {
  it('are left out where nothing is due, and run where something is or only trying tells', async () => {
    const tasks = [
      { name: 'idle', due: due(NOTHING), does: 1 },
      { name: 'untold', does: 0 },
      { name: 'idle twice', due: due(NOTHING, NOTHING), does: 1 },
      { name: 'due', due: due(NOTHING, SOMETHING), does: 0 },
      { name: 'idle after', due: due(NOTHING), does: 1 },
    ];
    expect(await ranOf(tasks)).toEqual({
      ran: ['untold', 'due'],
      report: { idle: 0, untold: 0, 'idle twice': 0, due: 0, 'idle after': 0 },
    });
  });

  it('all run after one that did something, for it may have made work for them', async () => {
    const tasks = [
      { name: 'idle', due: due(NOTHING), does: 1 },
      { name: 'due', due: due(SOMETHING), does: 2 },
      { name: 'made due', due: due(NOTHING), does: 3 },
    ];
    expect(await ranOf(tasks)).toEqual({
      ran: ['due', 'made due'],
      report: { idle: 0, due: 2, 'made due': 3 },
    });
  });

  it('all run where the question is not answered in time', async () => {
    const hurried = { name: 'test.hurried', text: `SELECT set_config('statement_timeout', '10', true)` };
    const slow = { name: 'test.slow', text: 'SELECT pg_sleep(60)' };
    const tasks = [
      { name: 'idle', due: due(NOTHING), does: 0 },
      { name: 'slow', due: due(hurried, slow), does: 0 },
    ];
    expect((await ranOf(tasks)).ran).toEqual(['idle', 'slow']);
  });

  it('may be none', async () => {
    expect(await ranOf([])).toEqual({ ran: [], report: {} });
  });
});
