import type { Transaction } from './transaction.js';

const BEGIN = { name: 'rehearsal.begin', text: 'SAVEPOINT rehearsal' };
const TAKE_BACK = { name: 'rehearsal.takeBack', text: 'ROLLBACK TO SAVEPOINT rehearsal' };

/**
 * What `work` would answer if it were done for good. All that it wrote is taken back, and with it the locks that it alone
 * took: what must stand still afterwards is locked before. What `work` throws ends the transaction, as always.
 */
export async function rehearse<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  await tx.run(BEGIN);
  const answer = await work();
  await tx.run(TAKE_BACK);
  return answer;
}
