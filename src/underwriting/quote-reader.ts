import { selectList } from '../database/columns.js';
import { type Narrowing, narrowed } from '../database/narrowing.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { Consent, Offer, Quote } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';

const BY_IDS = { name: 'quote.byIds', text: `SELECT ${selectList(Quote)} FROM quote WHERE id = ANY($1)` };
/** Offers of quotes, in the order in which they are shown. */
export const OFFERS_OF_QUOTES = {
  name: 'offer.ofQuotes',
  text: `SELECT ${selectList(Offer)} FROM offer WHERE quote_id = ANY($1) ORDER BY quote_id, position`,
};
const OFFERS_BY_IDS = { name: 'offer.byIds', text: `SELECT ${selectList(Offer)} FROM offer WHERE id = ANY($1)` };

const CONSENTS_BY_IDS = {
  name: 'consent.byIds',
  text: `SELECT ${selectList(Consent)} FROM consent WHERE id = ANY($1)`,
};

const OWN = 'partner_id = $1';

export interface QuotePage {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  readonly status?: readonly string[] | null | undefined;
  readonly outcome?: readonly string[] | null | undefined;
  readonly scenario?: string | null | undefined;
  readonly programmeId?: string | null | undefined;
  readonly partner?: string | null | undefined;
  readonly lender?: string | null | undefined;
  readonly obligorReference?: string | null | undefined;
  readonly createdFrom?: Date | null | undefined;
  readonly createdBefore?: Date | null | undefined;
}

const conditionsOf = (page: QuotePage): readonly Narrowing[] => [
  ['status = ANY(?)', page.status],
  ['outcome = ANY(?)', page.outcome],
  ['scenario = ?', page.scenario],
  ['programme_id = ?', page.programmeId],
  ['partner_id = ?', page.partner],
  ['lender_id = ?', page.lender],
  ['obligor_reference = ?', page.obligorReference],
  ['created_at >= ?', page.createdFrom],
  ['created_at < ?', page.createdBefore],
];

/** Reads quotes and offers as plain rows, each viewer its own slice. */
export class QuoteReader {
  constructor(private readonly units: UnitOfWork) {}

  byIds(viewer: Viewer, ids: readonly string[]): Promise<Quote[]> {
    return this.units.rows<Quote>(scopeOf(viewer), BY_IDS, [ids]);
  }

  consentsByIds(viewer: Viewer, ids: readonly string[]): Promise<Consent[]> {
    return this.units.rows<Consent>(scopeOf(viewer), CONSENTS_BY_IDS, [ids]);
  }

  offersByIds(viewer: Viewer, ids: readonly string[]): Promise<Offer[]> {
    return this.units.rows<Offer>(scopeOf(viewer), OFFERS_BY_IDS, [ids]);
  }

  offersOf(viewer: Viewer, quoteIds: readonly string[]): Promise<Offer[]> {
    return this.units.rows<Offer>(scopeOf(viewer), OFFERS_OF_QUOTES, [quoteIds]);
  }

  page(viewer: Viewer, query: QuotePage): Promise<Quote[]> {
    const { above, below, direction, limit } = query;
    const all = viewer.role === 'OPERATOR';
    const wanted = narrowed(5, conditionsOf(query));
    const statement = {
      name: wanted.sql === '' ? `quote.page.${direction}.${all ? 'all' : 'own'}` : '',
      text: `SELECT ${selectList(Quote)} FROM quote WHERE ${all ? '$1::text IS NOT NULL' : OWN} AND id > $2 AND id < $3${wanted.sql}
             ORDER BY id ${direction} LIMIT $4`,
    };
    const values = [viewer.organisationId, above, below, limit, ...wanted.values];
    return this.units.rows<Quote>(scopeOf(viewer), statement, values);
  }
}
