import type { Transaction } from '../database/unit-of-work.js';
import { type Offer, type Policy, PolicyInsurerShare } from '../entities/index.js';
import { coInsuredPremium } from '../finance/index.js';
import { allocate, decimal } from '../kernel/index.js';
import { coInsure } from '../premium/treaty.js';
import type { StoredShare } from '../underwriting/co-insurance.js';
import { readPremiumLines } from './change-rows.js';

const SHARES = {
  name: 'insurerShare.ofPolicy',
  text: `SELECT insurer_id AS "insurerId", share::text AS share FROM policy_insurer_share WHERE policy_id = $1
         ORDER BY position FOR NO KEY UPDATE`,
};
const SET_SHARE = {
  name: 'insurerShare.set',
  text: `UPDATE policy_insurer_share s SET sum_insured_minor = a.sum_insured, premium_minor = a.premium
         FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS a (insurer_id, sum_insured, premium)
         WHERE s.policy_id = $1 AND s.insurer_id = a.insurer_id`,
};

/**
 * Records who carries how much of a policy, also for the books of each of them. Nothing to record of an offer of one
 * insurer.
 */
export async function recordInsurerShares(tx: Transaction, policy: Policy, offer: Offer): Promise<void> {
  const shares = offer.insurerShares as readonly StoredShare[] | null;
  const [leader] = shares ?? [];
  if (!shares || !leader) return;
  const { id: policyId, partnerId, lenderId, insurerId: leaderId, currency } = policy;
  await tx.manager.insert(
    PolicyInsurerShare,
    shares.map(({ insurerId, share, sumInsuredMinor, premiumMinor }, at) => ({
      ...{ policyId, partnerId, lenderId, leaderId, insurerId, position: at + 1, share, currency },
      sumInsuredMinor: BigInt(sumInsuredMinor),
      premiumMinor: BigInt(premiumMinor),
    })),
  );
  await coInsure(tx, policy, shares);
}

/** Splits what a policy came to after a change by the shares it was issued with. */
export async function splitAgain(tx: Transaction, policy: Policy): Promise<void> {
  const shares = await tx.rows<{ insurerId: string; share: string }>(SHARES, [policy.id]);
  if (shares.length === 0) return;
  const parts = shares.map(({ share }) => BigInt(decimal(share).times(1_000_000).toFixed(0)));
  await tx.run(SET_SHARE, [
    policy.id,
    shares.map(({ insurerId }) => insurerId),
    allocate(policy.sumInsuredMinor, parts).map(String),
    coInsuredPremium(readPremiumLines(policy.premiumLines), parts).map(String),
  ]);
}
