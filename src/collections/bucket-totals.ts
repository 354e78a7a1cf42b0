import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Viewer } from '../partners/viewer.js';
import { hasCounted } from '../policies/delinquency.js';
import type { DelinquencyBucket } from './buckets.js';

/** Running loans of one bucket and currency. */
export interface BucketTotal {
  readonly bucket: DelinquencyBucket;
  readonly currency: string;
  readonly loans: number;
  readonly outstandingMinor: bigint;
  /** What of it the insurer that asks carries; null for others. */
  readonly ownMinor: bigint | null;
}

/** The bucket of `l`, a running loan, on a date. */
export const bucketOn = (today: string): string =>
  `CASE WHEN l.oldest_unpaid_due_on IS NULL OR NOT ${hasCounted('1', today)} THEN 'CURRENT'
        WHEN NOT ${hasCounted('30', today)} THEN 'DPD_1_29'
        WHEN NOT ${hasCounted('60', today)} THEN 'DPD_30_59'
        WHEN NOT ${hasCounted('90', today)} THEN 'DPD_60_89' ELSE 'DPD_90_PLUS' END`;

/** The date of a loan's own zone at the instant $1, as everywhere; a zone has one date, so there is one comparison a loan. */
export const dayOf = (loan: string): string => `($1::timestamptz AT TIME ZONE ${loan}.time_zone)::date`;

const running = (loan: string): string => `SELECT ${loan}.currency, ${loan}.outstanding_principal_minor,
    ${loan}.oldest_unpaid_due_on, ${loan}.stopped_days, ${dayOf(loan)} AS today`;

const BUCKETS = {
  name: 'collection.buckets',
  text: `SELECT bucket, currency, count(*)::int AS loans, sum(outstanding_principal_minor)::bigint AS "outstandingMinor"
         FROM (SELECT l.currency, l.outstanding_principal_minor, ${bucketOn('l.today')} AS bucket
               FROM (${running('loan')} FROM loan WHERE status = 'ACTIVE') AS l) AS bucketed
         GROUP BY bucket, currency ORDER BY currency, bucket`,
};

const LEADERS = {
  name: 'collection.leaders',
  text: 'SELECT DISTINCT leader_id AS "leaderId" FROM policy_insurer_share WHERE insurer_id = $1',
};
// By largest remainder over all shares of a policy, ties to the earlier, as every figure is split. Shares have six decimals.
const CARRIED_BY_OTHERS = {
  name: 'collection.carriedByOthers',
  text: `SELECT bucket, currency, sum(outstanding_principal_minor - part)::bigint AS "othersMinor"
    FROM (
      SELECT l.currency, l.outstanding_principal_minor, l.insurer_id, ${bucketOn('l.today')} AS bucket,
        l.quota + (row_number() OVER (PARTITION BY l.id ORDER BY l.remainder DESC, l.position)
          <= l.outstanding_principal_minor - sum(l.quota) OVER (PARTITION BY l.id))::int AS part
      FROM (
        ${running('x')}, x.id, s.insurer_id, s.position, div(x.outstanding_principal_minor * s.share * 1000000, 1000000) AS quota,
          mod(x.outstanding_principal_minor * s.share * 1000000, 1000000) AS remainder
        FROM policy_insurer_share mine
        JOIN loan x ON x.policy_id = mine.policy_id AND x.partner_id = mine.partner_id AND x.status = 'ACTIVE'
        JOIN policy_insurer_share s ON s.policy_id = mine.policy_id AND s.partner_id = mine.partner_id
        WHERE mine.insurer_id = $2) AS l) AS split
    WHERE insurer_id = $2 GROUP BY bucket, currency`,
};

type Whole = Omit<BucketTotal, 'ownMinor'>;
type Others = Pick<BucketTotal, 'bucket' | 'currency'> & { readonly othersMinor: bigint };

/** What of the running book other insurers carry; the transaction acts for the leaders of the viewer's policies from here on. */
async function carriedByOthers(tx: Transaction, { organisationId }: Viewer, at: Date): Promise<readonly Others[]> {
  const leaders = await tx.rows<{ leaderId: string }>(LEADERS, [organisationId]);
  if (leaders.length === 0) return [];
  await joinTenants(
    tx,
    leaders.map(({ leaderId }) => leaderId),
  );
  return tx.rows<Others>(CARRIED_BY_OTHERS, [at, organisationId]);
}

/** The running book by days past due at an instant; empty buckets are left out. */
export async function bucketTotals(tx: Transaction, viewer: Viewer, at: Date): Promise<BucketTotal[]> {
  const totals = await tx.rows<Whole>(BUCKETS, [at]);
  if (viewer.organisationKind !== 'INSURER') return totals.map((total) => ({ ...total, ownMinor: null }));
  const others = await carriedByOthers(tx, viewer, at);
  return totals.map((total) => {
    const same = others.find(({ bucket, currency }) => bucket === total.bucket && currency === total.currency);
    return { ...total, ownMinor: total.outstandingMinor - (same?.othersMinor ?? 0n) };
  });
}
