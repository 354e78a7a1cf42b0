import { selectList } from '../database/columns.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { Referral, ReferralEntry } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';

// A partner sees the rows of its own quotes; this reader's lists are an insurer's desk, and its own rows only.
const DESK = {
  all: '$1::text IS NOT NULL',
  own: 'insurer_id = $1',
} as const;
type Slice = keyof typeof DESK;

const byIds = (slice: Slice) => ({
  name: `referral.byIds.${slice}`,
  text: `SELECT ${selectList(Referral)} FROM referral WHERE ${DESK[slice]} AND id = ANY($2)`,
});
const ENTRIES = {
  name: 'referral.entries',
  text: `SELECT ${selectList(ReferralEntry)} FROM referral_entry WHERE referral_id = ANY($1) ORDER BY referral_id, id`,
};
const OF_QUOTES = {
  name: 'referral.ofQuotes',
  text: `SELECT ${selectList(Referral)} FROM referral WHERE quote_id = ANY($1) ORDER BY quote_id, id`,
};
const page = (direction: 'ASC' | 'DESC', slice: Slice) => ({
  name: `referral.page.${direction}.${slice}`,
  text: `SELECT ${selectList(Referral)} FROM referral WHERE ${DESK[slice]} AND id > $2 AND id < $3
           AND ($4::text[] IS NULL OR status = ANY($4)) AND ($5::text IS NULL OR assigned_to = $5)
           AND ($6::timestamptz IS NULL OR deadline < $6)
         ORDER BY id ${direction} LIMIT $7`,
});

export interface ReferralPage {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  readonly statuses?: readonly string[] | null | undefined;
  readonly assignedTo?: string | null | undefined;
  readonly dueBefore?: Date | null | undefined;
}

const sliceOf = ({ role }: Viewer): Slice => (role === 'OPERATOR' ? 'all' : 'own');

/** Reads referrals as plain rows. */
export class ReferralReader {
  constructor(private readonly units: UnitOfWork) {}

  byIds(viewer: Viewer, ids: readonly string[]): Promise<Referral[]> {
    const statement = byIds(sliceOf(viewer));
    return this.units.rows<Referral>(scopeOf(viewer), statement, [viewer.organisationId, ids]);
  }

  /** For the partner whose quotes they are, and for insurers their own. */
  ofQuotes(viewer: Viewer, quoteIds: readonly string[]): Promise<Referral[]> {
    return this.units.rows<Referral>(scopeOf(viewer), OF_QUOTES, [quoteIds]);
  }

  /** Oldest first. */
  entriesOf(viewer: Viewer, referralIds: readonly string[]): Promise<ReferralEntry[]> {
    return this.units.rows<ReferralEntry>(scopeOf(viewer), ENTRIES, [referralIds]);
  }

  page(viewer: Viewer, query: ReferralPage): Promise<Referral[]> {
    const { above, below, direction, limit, statuses, assignedTo, dueBefore } = query;
    const values = [
      viewer.organisationId,
      above,
      below,
      statuses ?? null,
      assignedTo ?? null,
      dueBefore ?? null,
      limit,
    ];
    const statement = page(direction, sliceOf(viewer));
    return this.units.rows<Referral>(scopeOf(viewer), statement, values);
  }
}
