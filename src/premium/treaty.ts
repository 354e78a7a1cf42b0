import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import { type CalendarDate, Decimal, decimal } from '../kernel/index.js';
import { carriersOf } from '../ledger/risk-transfer.js';

type Insured = Pick<Policy, 'id' | 'partnerId' | 'insurerId'>;

const TAKE_UNDER = {
  name: 'treaty.takeUnder',
  text: `INSERT INTO risk_transfer AS r (policy_id, partner_id, insurer_id, treaty_id, ceded_share, ceding_commission, co_insured_share)
         SELECT $1, $2, c.insurer_id, t.id, t.share, t.ceding_commission, 0 FROM unnest($3::text[]) AS c (insurer_id)
         CROSS JOIN LATERAL (
           SELECT * FROM treaty WHERE insurer_id = c.insurer_id AND from_on <= $4::date AND (to_on IS NULL OR to_on > $4::date)
           ORDER BY from_on DESC, id DESC LIMIT 1) t
         ON CONFLICT (policy_id, partner_id, insurer_id) DO UPDATE SET treaty_id = excluded.treaty_id,
           ceded_share = excluded.ceded_share, ceding_commission = excluded.ceding_commission`,
};
const CO_INSURE = {
  name: 'riskTransfer.coInsure',
  text: `INSERT INTO risk_transfer (policy_id, partner_id, insurer_id, treaty_id, ceded_share, ceding_commission, co_insured_share)
         SELECT $1, $2, s.insurer_id, NULL, 0, 0, s.others FROM unnest($3::text[], $4::numeric[]) AS s (insurer_id, others)`,
};

/**
 * Policies stay under the treaties that were in force when their premium was first written, the latest of several: each
 * of its insurers under its own.
 */
export async function takeUnderTreaties(tx: Transaction, policy: Insured, on: CalendarDate): Promise<void> {
  const carriers = (await carriersOf(tx, [policy.id])).get(policy.id)?.map(({ insurerId }) => insurerId);
  await tx.run(TAKE_UNDER, [policy.id, policy.partnerId, carriers ?? [policy.insurerId], on]);
}

/**
 * From here on the books of a policy leave to each insurer its share of premium, losses and recoveries. To be called
 * before premium is written, in a transaction that acts for the leader too.
 * @param shares decimal text, above 0 and below 1, together 1
 */
export async function coInsure(
  tx: Transaction,
  policy: Insured,
  shares: readonly { readonly insurerId: string; readonly share: string }[],
): Promise<void> {
  const insurerIds = shares.map(({ insurerId }) => insurerId);
  await joinTenants(tx, insurerIds);
  const others = shares.map(({ share }) => new Decimal(1).minus(decimal(share)).toFixed(6));
  await tx.run(CO_INSURE, [policy.id, policy.partnerId, insurerIds, others]);
}
