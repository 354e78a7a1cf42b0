import { type Outcome, outcomeOf } from '../kernel/index.js';
import type { Transaction } from './transaction.js';

const BEGIN = { name: 'attempt.begin', text: 'SAVEPOINT attempt' };
const KEEP = { name: 'attempt.keep', text: 'RELEASE SAVEPOINT attempt' };
const TAKE_BACK = { name: 'attempt.takeBack', text: 'ROLLBACK TO SAVEPOINT attempt' };

/** Does `work` or, when it is refused, nothing of it, and the transaction goes on. What else it throws ends it, as always. */
export async function attempt<T>(tx: Transaction, work: () => Promise<T>): Promise<Outcome<T>> {
  await tx.run(BEGIN);
  const outcome = await outcomeOf(work);
  await tx.run(outcome.ok ? KEEP : TAKE_BACK);
  return outcome;
}
