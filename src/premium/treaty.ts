import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import type { CalendarDate } from '../kernel/index.js';

type Insured = Pick<Policy, 'id' | 'partnerId' | 'insurerId'>;

const TAKE_UNDER = {
  name: 'treaty.takeUnder',
  text: `INSERT INTO risk_transfer AS r (policy_id, partner_id, insurer_id, treaty_id, ceded_share, ceding_commission, co_insured_share)
         SELECT $1, $2, $3, t.id, t.share, t.ceding_commission, 0 FROM treaty t
         WHERE t.insurer_id = $3 AND t.from_on <= $4::date AND (t.to_on IS NULL OR t.to_on > $4::date)
         ORDER BY t.from_on DESC, t.id DESC LIMIT 1
         ON CONFLICT (policy_id, partner_id) DO UPDATE SET treaty_id = excluded.treaty_id,
           ceded_share = excluded.ceded_share, ceding_commission = excluded.ceding_commission`,
};
const CO_INSURE = {
  name: 'riskTransfer.coInsure',
  text: `INSERT INTO risk_transfer AS r (policy_id, partner_id, insurer_id, treaty_id, ceded_share, ceding_commission, co_insured_share)
         VALUES ($1, $2, $3, NULL, 0, 0, $4)
         ON CONFLICT (policy_id, partner_id) DO UPDATE SET co_insured_share = excluded.co_insured_share`,
};

/** Policies stay under the treaty that was in force when their premium was first written, the latest of several. */
export async function takeUnderTreaty(tx: Transaction, policy: Insured, on: CalendarDate): Promise<void> {
  await tx.run(TAKE_UNDER, [policy.id, policy.partnerId, policy.insurerId, on]);
}

/**
 * From here on the books of a policy leave `share` of premium, losses and recoveries to its co-insurers. To be called
 * before premium is written, in a transaction that acts for the insurer too.
 * @param share of all co-insurers together, at least 0 and below 1, decimal text
 */
export async function coInsure(tx: Transaction, policy: Insured, share: string): Promise<void> {
  await tx.run(CO_INSURE, [policy.id, policy.partnerId, policy.insurerId, share]);
}
