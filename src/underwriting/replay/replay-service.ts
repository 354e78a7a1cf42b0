import { systemScope, type UnitOfWork } from '../../database/unit-of-work.js';
import { isId } from '../../kernel/index.js';
import type { ProgrammeCatalogue } from '../../partners/programme-catalogue.js';
import type { Viewer } from '../../partners/viewer.js';
import type { ScenarioModule } from '../../scenarios/contract/index.js';
import { caseOf, type PastQuote } from '../past-quotes.js';
import type { ProductTerms } from '../terms.js';
import { type PastOffer, type Replay, replay } from './replay.js';

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
// Offers that the gateway made by itself: those of a desk have an end of their own.
const OFFERS = {
  name: 'replay.offers',
  text: `SELECT insurer_id AS "insurerId", product_version_id AS "productVersionId",
           sum_insured_minor AS "sumInsuredMinor", insured_percentage AS "insuredPercentage",
           premium_minor AS "premiumMinor", premium_lines AS "premiumLines", pricing, counter, alternative
         FROM offer WHERE quote_id = $1 AND conditions IS NULL AND expires_at IS NULL
           AND insurer_shares IS NULL ORDER BY position`,
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
    const { quote, offers } = found;
    const { products } = quote.decision;
    const insurerId = viewer.role === 'OPERATOR' ? undefined : viewer.organisationId;
    if (insurerId && !products.some((product) => product.insurerId === insurerId)) return undefined;
    const { id, scenario, scenarioVersion } = quote;
    const named = { quoteId: id, scenario, scenarioVersion };
    const underwritten = caseOf(quote, this.options.scenarios);
    if (!underwritten) {
      const gone = { path: 'scenarioVersion', stored: scenarioVersion, recomputed: null };
      return { ...named, installedVersion: null, differences: [gone], features: {}, products: [] };
    }
    const terms = await this.termsOf(products.map(({ productVersionId }) => productVersionId));
    const replayed = replay({ quote, offers, insurerId, terms }, underwritten);
    return { ...named, installedVersion: underwritten.module.version, ...replayed };
  }

  private async termsOf(ids: readonly string[]): Promise<ReadonlyMap<string, ProductTerms>> {
    const terms = ids.map(async (id): Promise<[string, ProductTerms]> => [id, await this.options.catalogue.terms(id)]);
    return new Map(await Promise.all(terms));
  }

  // The quote is its partner's; what an insurer is shown of it is what its own products decided.
  private async read(quoteId: string) {
    if (!isId('quote', quoteId)) return undefined;
    return this.options.units.run(
      systemScope,
      async (tx) => {
        const [quote] = await tx.rows<PastQuote>(QUOTE, [quoteId]);
        return quote && { quote, offers: await tx.rows<PastOffer>(OFFERS, [quoteId]) };
      },
      { readOnly: true },
    );
  }
}
