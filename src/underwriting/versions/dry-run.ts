import { selectList } from '../../database/columns.js';
import { systemScope, type UnitOfWork } from '../../database/unit-of-work.js';
import { Quote } from '../../entities/index.js';
import {
  type Clock,
  failure,
  invalidInput,
  issue,
  notFound,
  type Outcome,
  outcomeOf,
  type Refusal,
  refuse,
  success,
  today,
} from '../../kernel/index.js';
import type { SellableProgramme } from '../../partners/programme-catalogue.js';
import { scopeOf } from '../../partners/scope.js';
import type { Viewer } from '../../partners/viewer.js';
import type { JsonObject, ScenarioModule } from '../../scenarios/contract/index.js';
import { withCoObligorCure } from '../co-obligor-cure.js';
import { type CreditDecision, decideForProduct, type ProductDecision } from '../decision.js';
import type { FactSources } from '../fact-sources.js';
import type { CreditFacts, Facts } from '../facts.js';
import type { Obligor, ReadBorrower } from '../obligor.js';
import { caseOf } from '../past-quotes.js';
import { type PricedCover, priceCover } from '../pricing.js';
import { type QuoteRequest, type ReadQuoteRequest, readQuoteRequest } from '../quote-request.js';
import { rateCase, type UnderwritingCase } from '../rate-case.js';
import { type ReadVersion, readProduct, readVersion } from './product-rows.js';

type SampleRequest = Pick<QuoteRequest, 'loan' | 'obligor' | 'scenario'>;

export interface DryRunInput {
  readonly version: string;
  /** Exactly one of the two: a quote that was made, or a request as quoteCreate takes it. */
  readonly quote?: string | null | undefined;
  readonly request?: SampleRequest | null | undefined;
}

export interface DryRun {
  readonly currency: string;
  readonly decision: ProductDecision;
  /** Null unless approved. */
  readonly priced: PricedCover | null;
  readonly insuredPercentage: string;
  /** What the insurer's product decided when the quote was made. */
  readonly previous: ProductDecision | null;
}

export interface DryRunOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly scenarios: readonly ScenarioModule[];
  readonly sources: FactSources;
  readonly secret: string;
}

const QUOTE = { name: 'dryRun.quote', text: `SELECT ${selectList(Quote)} FROM quote WHERE id = $1` };

interface Subject {
  readonly version: ReadVersion;
  readonly scenario: string;
}

/** The programme that would sell this version alone. */
const soleProgramme = ({ version, scenario }: Subject, partnerId: string): SellableProgramme => ({
  id: 'dry-run',
  partnerId,
  code: 'dry-run',
  name: 'Dry run',
  scenario,
  currency: version.terms.currency,
  timeZone: 'UTC',
  status: 'OPEN',
  lenderIds: [partnerId],
  rulePacks: [],
  products: [
    { insurerId: version.insurerId, productId: version.productId, productVersionId: version.id, terms: version.terms },
  ],
});

/**
 * Shows what a version, published or not, would make of a request. Writes nothing, asks no bureau and takes no capacity:
 * a sample counts the credit report it brings, a stored quote the facts that were stored with it.
 */
export class DryRunService {
  constructor(private readonly options: DryRunOptions) {}

  async run(viewer: Viewer, input: DryRunInput): Promise<Outcome<DryRun>> {
    const { quote, request } = input;
    const subject = await this.subject(viewer, input.version);
    if (!subject.ok) return subject;
    if (quote && !request) return this.ofQuote(viewer, subject.value, quote);
    if (request && !quote) return this.ofSample(viewer, subject.value, request);
    return failure(invalidInput([issue('', 'ONE_OF', 'needs a quote or a request, not both')]));
  }

  private subject(viewer: Viewer, versionId: string): Promise<Outcome<Subject>> {
    return outcomeOf(() =>
      this.options.units.run(
        scopeOf(viewer),
        async (tx) => {
          const version = (await readVersion(tx, versionId)) ?? refuse(notFound('product version', versionId));
          const product = await readProduct(tx, version.productId);
          return { version, scenario: product?.scenario ?? '' };
        },
        { readOnly: true },
      ),
    );
  }

  private async ofQuote(viewer: Viewer, subject: Subject, quoteId: string): Promise<Outcome<DryRun>> {
    const quote = await this.concernedQuote(viewer, quoteId);
    if (!quote) return failure(notFound('quote', quoteId));
    const stored = { ...quote, obligor: quote.obligor as Obligor, risk: quote.risk as JsonObject };
    const past = caseOf(stored, this.options.scenarios);
    const fits = quote.scenario === subject.scenario && quote.currency === subject.version.terms.currency;
    if (!past || !fits) {
      const message = `must be of scenario ${subject.scenario} in ${subject.version.terms.currency}`;
      return failure(invalidInput([issue('quote', 'OTHER_PRODUCT', message)]));
    }
    const { products } = quote.decision as CreditDecision;
    const previous = products.find(({ insurerId }) => insurerId === subject.version.insurerId) ?? null;
    return success(outcomeFor(subject.version, { past, facts: quote.facts as Facts, previous }));
  }

  /** A quote one of whose decisions was the viewer's, or any for the operator; others do not exist for the viewer. */
  private async concernedQuote(viewer: Viewer, quoteId: string): Promise<Quote | undefined> {
    const { units } = this.options;
    const [quote] = await units.rows<Quote>(systemScope, QUOTE, [quoteId]);
    if (!quote || viewer.role === 'OPERATOR') return quote;
    const { products } = quote.decision as CreditDecision;
    return products.some(({ insurerId }) => insurerId === viewer.organisationId) ? quote : undefined;
  }

  private async ofSample(viewer: Viewer, subject: Subject, sample: SampleRequest): Promise<Outcome<DryRun>> {
    const { clock, scenarios, secret, sources } = this.options;
    const partner = viewer.organisationId;
    const read = readQuoteRequest(
      { ...sample, programme: 'dry-run', lender: partner },
      {
        programme: soleProgramme(subject, partner),
        modules: scenarios,
        partner,
        now: clock.now(),
        today: today(clock, 'UTC'),
        secret,
      },
    );
    if (!read.ok) return failure(underRequest(read.error));
    const request = read.value;
    const scenario = await request.module.gather(request.risk, sources.ports, request.loan);
    const facts = sampleFacts(request, scenario, clock.now());
    return success(outcomeFor(subject.version, { past: request, facts, previous: null }));
  }
}

const underRequest = (issues: Parameters<typeof invalidInput>[0]): Refusal =>
  invalidInput(issues.map(({ path, code, message }) => issue(`request.${path}`, code, message)));

/** The report that came with the sample, or none, as if the bureau could not be reached. */
const suppliedCredit = ({ suppliedReport: report }: ReadBorrower): CreditFacts => ({
  creditReport: report ? { ...report } : null,
  creditReportSource: report ? 'PARTNER' : 'NONE',
  creditReportGap: report ? null : 'BUREAU_UNAVAILABLE',
  creditReportBy: null,
  creditReportAt: null,
  consentId: null,
  identity: null,
});

function sampleFacts(request: ReadQuoteRequest, scenario: Facts['scenario'], at: Date): Facts {
  const { coObligors } = request.obligor;
  return {
    ...suppliedCredit(request.obligor),
    ...(coObligors && { coObligors: coObligors.map(suppliedCredit) }),
    scenario,
    gatheredAt: at.toISOString(),
    costCap: null,
    insurerAnswers: null,
  };
}

function outcomeFor(
  version: ReadVersion,
  { past, facts, previous }: { past: UnderwritingCase; facts: Facts; previous: ProductDecision | null },
): DryRun {
  const { insurerId, id: productVersionId, terms } = version;
  const rated = rateCase(past, facts);
  const product = { insurerId, productVersionId, terms };
  const decided = decideForProduct(rated, product);
  const decision = withCoObligorCure({ underwritten: past, facts, rated, product }, decided);
  const { schedule, lossGivenDefault } = rated;
  const isApproved = decision.outcome === 'APPROVED';
  return {
    currency: terms.currency,
    decision,
    priced: isApproved ? priceCover(past.loan, schedule, { ...decision, lossGivenDefault }, terms) : null,
    insuredPercentage: decision.quoted?.insuredPercentage ?? terms.insuredPercentage,
    previous,
  };
}
