import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { RiskTransfer } from '../entities/index.js';
import { quotaShare } from '../finance/index.js';
import { type CurrencyCode, decimal, multiplyMinor } from '../kernel/index.js';
import type { AccountCode } from './accounts.js';
import type { Carrier } from './co-insurance.js';
import type { JournalKind, PostingDraft } from './entries.js';

/** What an insurer passes on to its reinsurers of what it carries of a policy, 0 to 1, as decimal text. */
export type CededShares = Pick<RiskTransfer, 'cededShare' | 'cedingCommission'>;

/** An insurer of a policy and what it passes on. */
export interface CedingCarrier extends Carrier {
  readonly ceded: CededShares;
}

const BY_POLICIES = {
  name: 'riskTransfer.ofPolicies',
  text: `SELECT ${selectList(RiskTransfer)} FROM risk_transfer WHERE policy_id = ANY ($1)`,
};
const CARRIERS = {
  name: 'riskTransfer.carriers',
  text: `SELECT policy_id AS "policyId", insurer_id AS "insurerId", (share * 1000000)::bigint AS weight
         FROM policy_insurer_share WHERE policy_id = ANY ($1) ORDER BY policy_id, position`,
};
const WHOLE = 1_000_000n;
const NOTHING: CededShares = { cededShare: '0', cedingCommission: '0' };

/**
 * Who carries the policies, the leader first; absent where one insurer carries and keeps all. The transaction must act
 * for the leader, and acts for its followers from here on.
 */
export async function carriersOf(
  tx: Transaction,
  policyIds: readonly string[],
): Promise<ReadonlyMap<string, readonly CedingCarrier[]>> {
  const known = await tx.rows<RiskTransfer>(BY_POLICIES, [policyIds]);
  const shared = known.filter(({ coInsuredShare }) => !decimal(coInsuredShare).isZero()).map((row) => row.policyId);
  if (shared.length === 0) {
    return new Map(known.map((row) => [row.policyId, [{ insurerId: row.insurerId, weight: WHOLE, ceded: row }]]));
  }
  type CarrierRow = Carrier & { readonly policyId: string };
  const carriers = await tx.rows<CarrierRow>(CARRIERS, [shared]);
  await joinTenants(
    tx,
    carriers.map(({ insurerId }) => insurerId),
  );
  const all = await tx.rows<RiskTransfer>(BY_POLICIES, [policyIds]);
  const cededBy = new Map(all.map((row) => [`${row.policyId} ${row.insurerId}`, row]));
  const found = new Map<string, CedingCarrier[]>();
  for (const { policyId, insurerId, weight } of carriers) {
    const carrier = { insurerId, weight, ceded: cededBy.get(`${policyId} ${insurerId}`) ?? NOTHING };
    found.set(policyId, [...(found.get(policyId) ?? []), carrier]);
  }
  for (const row of known) {
    if (!found.has(row.policyId)) found.set(row.policyId, [{ insurerId: row.insurerId, weight: WHOLE, ceded: row }]);
  }
  return found;
}

interface Source {
  readonly kind: JournalKind;
  readonly postings: readonly PostingDraft[];
}

type Line = readonly [account: AccountCode, minor: bigint];

function entry(kind: JournalKind, currency: CurrencyCode, lines: readonly Line[]): Source[] {
  const postings = lines
    .filter(([, minor]) => minor !== 0n)
    .map(([account, minor]): PostingDraft => ({ account, currency, minor }));
  return postings.length === 0 ? [] : [{ kind, postings }];
}

const sumOn = ({ postings }: Source, account: AccountCode): bigint =>
  postings.filter((posting) => posting.account === account).reduce((sum, { minor }) => sum + minor, 0n);

const magnitude = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

function premiumEntries(source: Source, currency: CurrencyCode, shares: CededShares): Source[] {
  const own = -sumOn(source, 'UNEARNED_PREMIUM');
  const sign = own < 0n ? -1n : 1n;
  const ceded = quotaShare(
    { premiumMinor: magnitude(own) },
    { share: decimal(shares.cededShare), commission: decimal(shares.cedingCommission) },
  );
  const cededMinor = sign * ceded.cededPremiumMinor;
  const commissionMinor = sign * ceded.commissionMinor;
  return entry('CEDED_PREMIUM_WRITTEN', currency, [
    ['REINSURERS_UNEARNED', cededMinor],
    ['DEFERRED_CEDING_COMMISSION', -commissionMinor],
    ['REINSURANCE_PAYABLE', commissionMinor - cededMinor],
  ]);
}

/** Earned premium is booked by the close, which knows what was ceded of it. */
const IS_PREMIUM: ReadonlySet<JournalKind> = new Set(['PREMIUM_WRITTEN', 'PREMIUM_REDUCED', 'PREMIUM_CO_INSURED']);

/** What follows for reinsurers from what an insurer books for itself; each part rounded half up once. */
export function cededEntries(own: Source, shares: CededShares): Source[] {
  const currency = own.postings[0]?.currency;
  if (!currency) return [];
  const loss = multiplyMinor(sumOn(own, 'CLAIMS_INCURRED'), decimal(shares.cededShare));
  const recovery = multiplyMinor(-sumOn(own, 'RECOVERY_INCOME'), decimal(shares.cededShare));
  return [
    ...(IS_PREMIUM.has(own.kind) ? premiumEntries(own, currency, shares) : []),
    ...entry('CEDED_LOSS', currency, [
      ['REINSURANCE_RECOVERABLE', loss],
      ['CEDED_CLAIMS', -loss],
    ]),
    ...entry('CEDED_RECOVERY', currency, [
      ['CEDED_RECOVERIES', recovery],
      ['REINSURANCE_PAYABLE', -recovery],
    ]),
  ];
}
