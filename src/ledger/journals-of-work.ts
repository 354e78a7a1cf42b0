import type { Transaction } from '../database/unit-of-work.js';
import { currencyCode } from '../kernel/index.js';
import type { AccountCode } from './accounts.js';
import type { JournalKind } from './entries.js';
import { type JournalEntry, journalsByIds, type PlannedJournal } from './journal.js';

const OF_POLICY = {
  name: 'journal.idsOfPolicy',
  text: 'SELECT id FROM journal WHERE policy_id = $1 AND id <> ALL ($2) ORDER BY id',
};

const idsOfPolicy = async (tx: Transaction, policyId: string, known: readonly string[]): Promise<readonly string[]> =>
  (await tx.rows<{ id: string }>(OF_POLICY, [policyId, known])).map(({ id }) => id);

const planned = ({ insurerId, partnerId, lenderId, policyId, ...journal }: JournalEntry): PlannedJournal => ({
  ...{ insurerId, partnerId, lenderId, policyId },
  kind: journal.kind as JournalKind,
  bookedOn: journal.bookedOn,
  ...(journal.reverses === null ? {} : { reverses: journal.reverses }),
  postings: journal.postings.map(({ account, currency, amountMinor }) => ({
    account: account as AccountCode,
    currency: currencyCode(currency),
    minor: amountMinor,
  })),
});

/** What `work` books for a policy, in order and without the ids it made, as far as the transaction sees it by then. */
export async function journalsOfWork(
  tx: Transaction,
  policyId: string,
  work: () => Promise<void>,
): Promise<readonly PlannedJournal[]> {
  const before = await idsOfPolicy(tx, policyId, []);
  await work();
  const journals = await journalsByIds(tx, await idsOfPolicy(tx, policyId, before));
  return [...journals.values()].map(planned);
}
