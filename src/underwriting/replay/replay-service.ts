import { systemScope, type UnitOfWork } from '../../database/unit-of-work.js';
import { isId } from '../../kernel/index.js';
import type { ProgrammeCatalogue } from '../../partners/programme-catalogue.js';
import type { Viewer } from '../../partners/viewer.js';
import type { ScenarioModule } from '../../scenarios/contract/index.js';
import { caseOf, type PastQuote } from '../past-quotes.js';
import type { ProductTerms } from '../terms.js';
import type { PastApproval, PastOffer } from './offers.js';
import { type Replay, replay } from './replay.js';

export interface DecisionReplay extends Replay {
  readonly quoteId: string;
  readonly scenario: string;
  readonly scenarioVersion: string;
  /** Null: the scenario is no longer installed, and nothing could be recomputed. */
  readonly installedVersion: string | null;
}

const QUOTE = {
  name: 'replay.quote',
  text: `SELECT id, scenario, scenario_version AS "scenarioVersion", loan, obligor, risk, facts, decision
         FROM quote WHERE id = $1`,
};
// What a desk offers ends at a time of its own.
const OFFERS = {
  name: 'replay.offers',
  text: `SELECT id, insurer_id AS "insurerId", product_version_id AS "productVersionId",
           sum_insured_minor AS "sumInsuredMinor", insured_percentage AS "insuredPercentage",
           premium_minor AS "premiumMinor", premium_lines AS "premiumLines", pricing, counter, alternative, conditions,
           insurer_shares AS "insurerShares", expires_at IS NOT NULL AS "byDesk"
         FROM offer WHERE quote_id = $1 ORDER BY position`,
};
const APPROVALS = {
  name: 'replay.approvals',
  text: `SELECT r.insurer_id AS "insurerId", r.product_version_id AS "productVersionId", e.terms
         FROM referral r JOIN referral_entry e ON e.referral_id = r.id AND e.insurer_id = r.insurer_id AND e.kind = 'DECISION'
         WHERE r.quote_id = $1 AND r.outcome = 'APPROVED'`,
};

/** Decides old quotes again, to show that nothing but their stored facts and versions went into them. */
export class ReplayService {
  constructor(
    private readonly options: {
      readonly units: UnitOfWork;
      readonly catalogue: ProgrammeCatalogue;
      readonly scenarios: readonly ScenarioModule[];
    },
  ) {}

  /** Undefined when there is no such quote, or none that a product of the viewer decided. */
  async replay(viewer: Viewer, quoteId: string): Promise<DecisionReplay | undefined> {
    const found = await this.read(quoteId);
    if (!found) return undefined;
    const { quote, offers, approvals } = found;
    const { products } = quote.decision;
    const insurerId = viewer.role === 'OPERATOR' ? undefined : viewer.organisationId;
    if (insurerId && !products.some((product) => product.insurerId === insurerId)) return undefined;
    const { id, scenario, scenarioVersion } = quote;
    const named = { quoteId: id, scenario, scenarioVersion };
    const underwritten = caseOf(quote, this.options.scenarios);
    if (!underwritten) {
      const gone = { path: 'scenarioVersion', stored: scenarioVersion, recomputed: null };
      return { ...named, installedVersion: null, differences: [gone], features: {}, products: [], offers: [] };
    }
    const terms = await this.termsOf(products.map(({ productVersionId }) => productVersionId));
    const replayed = replay({ quote, offers, approvals, insurerId, terms }, underwritten);
    return { ...named, installedVersion: underwritten.module.version, ...replayed };
  }

  private async termsOf(ids: readonly string[]): Promise<ReadonlyMap<string, ProductTerms>> {
    const terms = ids.map(async (id): Promise<[string, ProductTerms]> => [id, await this.options.catalogue.terms(id)]);
    return new Map(await Promise.all(terms));
  }

  // The quote is its partner's, a desk's record its insurer's; what an insurer is shown is what its own products made of it.
  private async read(quoteId: string) {
    if (!isId('quote', quoteId)) return undefined;
    return this.options.units.run(
      systemScope,
      async (tx) => {
        const [quote] = await tx.rows<PastQuote>(QUOTE, [quoteId]);
        if (!quote) return undefined;
        const offers = await tx.rows<PastOffer>(OFFERS, [quoteId]);
        const isDesks = offers.some(({ byDesk }) => byDesk);
        const approvals = isDesks ? await tx.rows<PastApproval>(APPROVALS, [quoteId]) : [];
        return { quote, offers, approvals };
      },
      { readOnly: true },
    );
  }
}
