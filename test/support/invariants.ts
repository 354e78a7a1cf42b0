import { checkInvariants } from '../../src/audit/invariant-service.js';
import { systemScope, type Transaction, type UnitOfWork } from '../../src/database/unit-of-work.js';
import { until } from './until.js';

/** Every invariant that does not hold, with the first rows that break it; `tx` must see the rows of every tenant. */
export async function brokenInvariants(tx: Transaction): Promise<Readonly<Record<string, readonly object[]>>> {
  const broken = (await checkInvariants(tx)).filter(({ violations }) => violations > 0);
  return Object.fromEntries(broken.map(({ name, samples }) => [name, samples]));
}

const WAITING = { name: 'test.waiting', text: 'SELECT 1 FROM pending_event LIMIT 1' };

/** Waits until a gateway has given every event its position, then checks every invariant. */
export async function expectInvariants(unitOfWork: UnitOfWork): Promise<void> {
  await until(
    async () => (await unitOfWork.run(systemScope, (tx) => tx.rows(WAITING), { readOnly: true })).length === 0,
    10_000,
  );
  const check = unitOfWork.run(systemScope, (tx) => brokenInvariants(tx), { readOnly: true, deadlineMs: 20_000 });
  expect(await check).toEqual({});
}
