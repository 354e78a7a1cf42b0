import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import { InvariantError, invariant } from '../kernel/index.js';
import { type ProductTerms, parseTerms } from '../underwriting/terms.js';
import type { Viewer } from './viewer.js';

/** Programmes may be suspended or extended; product versions never change once published. */
const FRESH_MS = 2_000;

/** An insurer's product as a programme sells it. */
export interface ProgrammeProduct {
  readonly insurerId: string;
  readonly productId: string;
  readonly productVersionId: string;
  readonly terms: ProductTerms;
  readonly challenger?: Challenger | undefined;
}

/** A scorecard on trial beside the version's own; it scores a share of the quotes and decides nothing. */
export interface Challenger {
  readonly id: string;
  /** Above 0 to 1. */
  readonly share: number;
  readonly scorecard: ProductTerms['scorecard'];
}

export interface SellableProgramme {
  readonly id: string;
  readonly partnerId: string;
  readonly code: string;
  readonly name: string;
  readonly scenario: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly status: 'OPEN' | 'SUSPENDED';
  readonly lenderIds: readonly string[];
  /** Codes of the rule packs its business must keep. */
  readonly rulePacks: readonly string[];
  /** In the order in which offers are shown. */
  readonly products: readonly ProgrammeProduct[];
}

const COLUMNS = `SELECT p.id, p.partner_id AS "partnerId", p.code, p.name, p.scenario, p.currency, p.time_zone AS "timeZone", p.status,
           p.rule_packs AS "rulePacks",
           (SELECT coalesce(array_agg(l.lender_id), '{}') FROM programme_lender l WHERE l.programme_id = p.id) AS "lenderIds",
           (SELECT coalesce(json_agg(json_build_object('insurerId', pp.insurer_id, 'productVersionId', pp.product_version_id,
                      'productId', (SELECT v.product_id FROM product_version v WHERE v.id = pp.product_version_id))
                    ORDER BY pp.position), '[]') FROM programme_product pp WHERE pp.programme_id = p.id) AS products
         FROM programme p`;
const PROGRAMMES = { name: 'catalogue.programmes', text: `${COLUMNS} WHERE p.partner_id = $1` };
const MAX_LISTED = 500;
const CONCERNING = {
  name: 'catalogue.concerning',
  text: `${COLUMNS} WHERE ($3::text IS NULL OR p.partner_id = $3) AND (p.partner_id = $1 OR $2::text = 'OPERATOR'
           OR EXISTS (SELECT FROM programme_lender l WHERE l.programme_id = p.id AND l.lender_id = $1)
           OR EXISTS (SELECT FROM programme_product pp WHERE pp.programme_id = p.id AND pp.insurer_id = $1))
         ORDER BY p.id LIMIT ${MAX_LISTED}`,
};
const TERMS = { name: 'catalogue.terms', text: 'SELECT terms FROM product_version WHERE id = $1' };

const CHALLENGERS = {
  name: 'catalogue.challengers',
  text: `SELECT id, product_version_id AS "productVersionId", scorecard_id AS "scorecardId", share::float8 AS share
         FROM challenger WHERE product_version_id = ANY($1) AND ended_at IS NULL`,
};
const ARTEFACT = { name: 'catalogue.artefact', text: 'SELECT artefact FROM scorecard WHERE id = $1' };

interface ChallengerRow {
  readonly id: string;
  readonly productVersionId: string;
  readonly scorecardId: string;
  readonly share: number;
}

/** A programme to look at, without the terms of what it sells. */
export type ProgrammeRow = Omit<SellableProgramme, 'products'> & {
  readonly products: readonly Omit<ProgrammeProduct, 'terms'>[];
};

/** What each partner may sell, ready for the quote path: programmes with their lenders, products and parsed terms. */
export class ProgrammeCatalogue {
  private readonly programmes = new Map<string, { asked: number; answer: Promise<readonly SellableProgramme[]> }>();
  private readonly termsById = new Map<string, Promise<ProductTerms>>();
  private readonly artefacts = new Map<string, Promise<ProductTerms['scorecard']>>();

  constructor(private readonly units: UnitOfWork) {}

  /** The programme of `partnerId` that `reference` names by id or by code. */
  async find(partnerId: string, reference: string): Promise<SellableProgramme | undefined> {
    const programmes = await this.ofPartner(partnerId);
    return programmes.find(({ id, code }) => id === reference || code === reference);
  }

  /** Reads the partner's programmes anew for the next quote. Other gateways do so within two seconds. */
  forget(partnerId: string): void {
    this.programmes.delete(partnerId);
  }

  async ofPartner(partnerId: string): Promise<readonly SellableProgramme[]> {
    const cached = this.programmes.get(partnerId);
    if (cached && Date.now() - cached.asked < FRESH_MS) return cached.answer;
    const answer = this.read(partnerId);
    this.programmes.set(partnerId, { asked: Date.now(), answer });
    answer.catch(() => this.programmes.delete(partnerId));
    return answer;
  }

  /**
   * Programmes the viewer has part in, as they are now: what it sells, lends for or insures, the operator all of them. Who
   * else insures a programme is no business of an insurer.
   */
  async concerning(viewer: Viewer, partnerId: string | null): Promise<readonly ProgrammeRow[]> {
    const { organisationId, organisationKind } = viewer;
    const values = [organisationId, organisationKind, partnerId];
    const rows = await this.units.rows<ProgrammeRow>(systemScope, CONCERNING, values);
    if (organisationKind !== 'INSURER') return rows;
    return rows.map((row) => ({
      ...row,
      products: row.products.filter(({ insurerId }) => insurerId === organisationId),
    }));
  }

  /** Terms of a published version, parsed once per process. */
  terms(productVersionId: string): Promise<ProductTerms> {
    const known = this.termsById.get(productVersionId);
    if (known) return known;
    const answer = this.readTerms(productVersionId);
    this.termsById.set(productVersionId, answer);
    answer.catch(() => this.termsById.delete(productVersionId));
    return answer;
  }

  /** The insurers' rows say which product a version is of, and a partner does not see those: the program asks for itself. */
  private async read(partnerId: string): Promise<readonly SellableProgramme[]> {
    const rows = await this.units.rows<ProgrammeRow>(systemScope, PROGRAMMES, [partnerId]);
    const challengers = await this.challengers(rows.flatMap(({ products }) => products));
    return Promise.all(rows.map((row) => this.withTerms(row, challengers)));
  }

  private async withTerms(row: ProgrammeRow, challengers: ReadonlyMap<string, Challenger>): Promise<SellableProgramme> {
    const products = row.products.map(async (product) => ({
      ...product,
      terms: await this.terms(product.productVersionId),
      challenger: challengers.get(product.productVersionId),
    }));
    return { ...row, products: await Promise.all(products) };
  }

  /** By product version: which scorecards are on trial is the insurers' own business, so the program asks for itself. */
  private async challengers(products: ProgrammeRow['products']): Promise<ReadonlyMap<string, Challenger>> {
    const ids = products.map(({ productVersionId }) => productVersionId);
    const rows = await this.units.rows<ChallengerRow>(systemScope, CHALLENGERS, [ids]);
    const found = rows.map(
      async ({ id, productVersionId, scorecardId, share }): Promise<[string, Challenger]> => [
        productVersionId,
        { id, share, scorecard: await this.artefact(scorecardId) },
      ],
    );
    return new Map(await Promise.all(found));
  }

  private artefact(scorecardId: string): Promise<ProductTerms['scorecard']> {
    const known = this.artefacts.get(scorecardId);
    if (known) return known;
    const answer = this.readArtefact(scorecardId);
    this.artefacts.set(scorecardId, answer);
    answer.catch(() => this.artefacts.delete(scorecardId));
    return answer;
  }

  private async readArtefact(scorecardId: string): Promise<ProductTerms['scorecard']> {
    type Row = { readonly artefact: ProductTerms['scorecard'] };
    const [row] = await this.units.rows<Row>(systemScope, ARTEFACT, [scorecardId]);
    invariant(row, `scorecard ${scorecardId} does not exist`);
    return row.artefact;
  }

  private async readTerms(productVersionId: string): Promise<ProductTerms> {
    const [row] = await this.units.rows<{ terms: unknown }>(systemScope, TERMS, [productVersionId]);
    invariant(row, `product version ${productVersionId} does not exist`);
    const parsed = parseTerms(row.terms);
    if (!parsed.ok) throw new InvariantError(`product version ${productVersionId}: ${JSON.stringify(parsed.error)}`);
    return parsed.value;
  }
}
