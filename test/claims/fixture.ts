import { ClaimDeadlines } from '../../src/claims/claim-deadlines.js';
import { reviewAfterScan } from '../../src/claims/claim-evidence.js';
import { ClaimOpening } from '../../src/claims/claim-opening.js';
import type { ClaimRow } from '../../src/claims/claim-row.js';
import { ClaimService } from '../../src/claims/claim-service.js';
import { ComplaintService } from '../../src/claims/complaint-service.js';
import type { DocumentScanner } from '../../src/claims/document-scanner.js';
import { DocumentService } from '../../src/claims/document-service.js';
import { LoanAssessor } from '../../src/claims/loan-assessor.js';
import type { DeclaredInsurance } from '../../src/claims/other-insurance.js';
import { RecoveryService } from '../../src/claims/recovery-service.js';
import { systemScope, type UnitOfWork } from '../../src/database/unit-of-work.js';
import { businessNumber, currencyCode, newId, type Outcome, type Refusal } from '../../src/kernel/index.js';
import { LedgerService } from '../../src/ledger/ledger-service.js';
import type { OrganisationKind, Role, Viewer } from '../../src/partners/viewer.js';
import { openLoan } from '../../src/policies/loan.js';
import type { ClaimRules } from '../../src/scenarios/contract/index.js';
import { USUAL_CHANGE_TERMS } from '../../src/underwriting/change-terms.js';
import { USUAL_CLAIM_TERMS } from '../../src/underwriting/claim-terms.js';
import { USUAL_COLLECTION_TERMS } from '../../src/underwriting/collection-terms.js';
import { USUAL_PAYMENT_TERMS } from '../../src/underwriting/payment-terms.js';
import type { ProductTerms } from '../../src/underwriting/terms.js';
import { loanOf } from '../policies/loan-fixture.js';
import { createOrganisation } from '../support/organisations.js';

const NOW = '2026-04-15T10:00:00Z';

/** Two papers are required; `SECURED` counts collateral. */
export const RULES: Readonly<Record<string, ClaimRules>> = {
  shop: {
    evidence: [
      { kind: 'LOAN_AGREEMENT', label: 'Loan agreement', required: true },
      { kind: 'OVERDUE_STATEMENT', label: 'Account statement', required: true },
      { kind: 'DUNNING_NOTICE', label: 'Reminders', required: false },
    ],
    triggers: [{ code: 'OVERDUE', indemnity: 'UNSECURED' }],
  },
  secured: { evidence: [], triggers: [{ code: 'OVERDUE', indemnity: 'SECURED' }] },
};

/** 90 % of principal and interest above a deductible of 5 %; claims open after 30 days. */
export const TERMS: ProductTerms = {
  cover: 'CREDIT_INSURANCE',
  currency: currencyCode('EUR'),
  insuredPercentage: '0.9',
  insures: 'PRINCIPAL_AND_INTEREST',
  deductible: { kind: 'RATE', rate: '0.05' },
  noticeDays: 10,
  waitingDays: 30,
  interestCapAnnual: null,
  quoteValidityHours: 24,
  activationDays: 14,
  principal: { minimumMinor: '100', maximumMinor: '100000000' },
  instalments: { minimum: 1, maximum: 60 },
  creditReportMaxAgeDays: 30,
  obligorCapMinor: '100000000',
  pricing: {
    discountAnnual: 0,
    accruedInterestMonths: 0,
    riskMargin: 0,
    expense: 0.1,
    commission: 0.1,
    profit: 0.1,
    taxRate: 0.19,
    floorMinor: '0',
    capMinor: null,
    seasoning: [1],
  },
  appetite: { approveUpTo: 0.1, referUpTo: 0.2 },
  scorecard: {
    kind: 'covergraph.scorecard',
    format: 1,
    name: 'test',
    version: '1',
    baseScore: 600,
    baseOdds: 50,
    pointsToDouble: 20,
    intercept: -3,
    calibration: { slope: 1, offset: 0 },
    characteristics: [
      {
        feature: 'age',
        label: 'Age',
        reasonCode: 'AGE',
        reason: 'Age',
        coefficient: -1,
        bins: [
          { kind: 'RANGE', from: null, to: null, woe: 0, points: 0 },
          { kind: 'MISSING', woe: 0, points: 0 },
        ],
      },
    ],
  },
  refund: { method: 'PRO_RATA', freeLookDays: 0, minimumMinor: '0' },
  waterfall: 'INSURER_FIRST',
  referral: { decideWithinHours: 48, atDeadline: 'EXPIRE' },
  counterOffers: { insuredPercentages: [] },
  authority: { underwriting: [], twoPersonsAboveMinor: null, claims: [], claimsTwoPersonsAboveMinor: null },
  rules: [],
  priceAdjustmentBounds: { minimum: '0.5', maximum: '2' },
  claims: USUAL_CLAIM_TERMS,
  changes: USUAL_CHANGE_TERMS,
  collections: USUAL_COLLECTION_TERMS,
  payment: USUAL_PAYMENT_TERMS,
};

export interface Cover {
  readonly policyId: string;
  readonly loanId: string;
}

export interface CoverOptions {
  readonly scenario?: string;
  readonly policyStatus?: string;
  readonly sumInsuredMinor?: bigint;
  /** Instalments that were paid; 2 leaves the one of 2026-03-01 as the oldest unpaid. */
  readonly paidInstalments?: number;
  readonly overdueState?: string;
  readonly terms?: Partial<ProductTerms>;
}

export const viewerOf = (organisationId: string, organisationKind: OrganisationKind, role: Role): Viewer => ({
  keyId: newId('apiKey'),
  organisationId,
  organisationKind,
  authorityLevel: 0,
  role,
});

/** A partner, a lender and an insurer with everything of ours that handles claims, and a clock that tests move. */
export class ClaimWorld {
  readonly clock = { at: new Date(NOW), now: () => this.clock.at };
  /** What the scanner says; tests change it. */
  scan: DocumentScanner['scan'] = async () => 'CLEAN';
  readonly documents: DocumentService;
  readonly ledger: LedgerService;
  readonly claims: ClaimService;
  readonly recoveries: RecoveryService;
  readonly complaints: ComplaintService;
  readonly opening: ClaimOpening;
  readonly deadlines: ClaimDeadlines;
  readonly dependencies: ConstructorParameters<typeof ClaimOpening>[0];
  readonly paidPolicies: string[] = [];
  private keys = 0;

  private constructor(
    readonly units: UnitOfWork,
    readonly partner: Viewer,
    readonly lender: Viewer,
    readonly insurer: Viewer,
  ) {
    const claimRules = (scenario: string): ClaimRules => {
      const rules = RULES[scenario];
      if (!rules) throw new Error(`scenario ${scenario} is not installed`);
      return rules;
    };
    const afterPayment = async (_tx: unknown, { policyId }: { policyId: string }) => {
      this.paidPolicies.push(policyId);
    };
    const claimNumber = (position: bigint, year: number) => businessNumber('CL', year, { position, key: 'secret' });
    const dependencies = {
      units,
      clock: this.clock,
      assessor: new LoanAssessor(),
      claimRules,
      claimNumber,
      complaintNumber: claimNumber,
      afterPayment,
      scanner: { scan: (file: Parameters<DocumentScanner['scan']>[0]) => this.scan(file) },
    };
    this.dependencies = dependencies;
    this.documents = new DocumentService({
      ...dependencies,
      afterScan: (tx, document) =>
        reviewAfterScan(tx, document, { ...dependencies, at: this.clock.at, cause: 'documentScan' }),
    });
    this.deadlines = new ClaimDeadlines(dependencies);
    this.ledger = new LedgerService(dependencies);
    this.claims = new ClaimService(dependencies);
    this.recoveries = new RecoveryService(dependencies);
    this.complaints = new ComplaintService(dependencies);
    this.opening = new ClaimOpening(dependencies);
  }

  static async create(units: UnitOfWork): Promise<ClaimWorld> {
    const partner = await createOrganisation(units, 'Shop', 'PARTNER');
    const lender = await createOrganisation(units, 'Bank', 'LENDER');
    const insurer = await createOrganisation(units, 'Carrier', 'INSURER');
    return new ClaimWorld(
      units,
      viewerOf(partner, 'PARTNER', 'PARTNER'),
      viewerOf(lender, 'LENDER', 'PARTNER'),
      viewerOf(insurer, 'INSURER', 'INSURER_CLAIMS'),
    );
  }

  /** A request with a key of its own. */
  as(viewer: Viewer, idempotencyKey = `key-${++this.keys}`) {
    return { viewer, idempotencyKey };
  }

  /** A covered loan of 1,200.00 EUR at 12 % in 12 instalments of 106.62 from 2026-01-01. */
  async cover(options: CoverOptions = {}): Promise<Cover> {
    const { scenario = 'shop', policyStatus = 'ACTIVE', paidInstalments = 2, overdueState = 'CLAIMABLE' } = options;
    const parties = {
      partnerId: this.partner.organisationId,
      insurerId: this.insurer.organisationId,
      lenderId: this.lender.organisationId,
    };
    const ids = {
      product: newId('product'),
      version: newId('productVersion'),
      programme: newId('programme'),
      quote: newId('quote'),
      offer: newId('offer'),
      policy: newId('policy'),
    };
    const terms = { ...TERMS, ...options.terms };
    const sumInsured = String(options.sumInsuredMinor ?? 110_000n);
    return this.units.run(systemScope, async (tx) => {
      const insert = (name: string, text: string, values: readonly unknown[]) =>
        tx.run({ name: `test.cover.${name}`, text: `INSERT INTO ${text}` }, values);
      await insert('product', `product VALUES ($1, $2, $1, 'Cover', $3)`, [ids.product, parties.insurerId, scenario]);
      await insert('version', `product_version VALUES ($1, $2, $3, 1, 'PUBLISHED', $4, '2025-01-01', '2025-01-01')`, [
        ids.version,
        parties.insurerId,
        ids.product,
        JSON.stringify(terms),
      ]);
      await insert(
        'programme',
        `programme VALUES ($1, $2, $1, 'Pay later', $3, 'EUR', 'Europe/Berlin', 'OPEN', '2025-01-01')`,
        [ids.programme, parties.partnerId, scenario],
      );
      await insert(
        'quote',
        `quote (id, partner_id, lender_id, programme_id, scenario, scenario_version, status, outcome, obligor_reference,
           currency, principal_minor, loan, obligor, risk, facts, decision, requested_on, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, '1.0.0', 'BOUND', 'APPROVED', 'B-1', 'EUR', 120000, '{}', '{}', '{}', '{}', '{}',
           '2025-12-01', '2025-12-01', '2025-12-02')`,
        [ids.quote, parties.partnerId, parties.lenderId, ids.programme, scenario],
      );
      await insert(
        'offer',
        `offer (id, partner_id, insurer_id, quote_id, product_version_id, position, currency, sum_insured_minor,
           insured_percentage, premium_minor, premium_lines, pricing)
         VALUES ($1, $2, $3, $4, $5, 1, 'EUR', $6, 0.9, 3570, '[]', '{}')`,
        [ids.offer, parties.partnerId, parties.insurerId, ids.quote, ids.version, sumInsured],
      );
      await insert(
        'policy',
        `policy (id, number, partner_id, insurer_id, lender_id, programme_id, product_version_id, quote_id, offer_id,
           scenario, scenario_version, status, obligor_reference, risk, currency, sum_insured_minor, insured_percentage,
           premium_minor, premium_lines, starts_on, ends_on, activation_deadline, bound_at)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, '1.0.0', $10, 'B-1', '{}', 'EUR', $11, 0.9, 3570, '[]',
           '2025-12-01', '2027-01-31', '2025-12-15', '2025-12-01')`,
        [
          ids.policy,
          parties.partnerId,
          parties.insurerId,
          parties.lenderId,
          ids.programme,
          ids.version,
          ids.quote,
          ids.offer,
          scenario,
          policyStatus,
          sumInsured,
        ],
      );
      const loanId = await openLoan(tx, {
        policy: { id: ids.policy, ...parties },
        request: loanOf(),
        timeZone: 'Europe/Berlin',
        noticeDays: terms.noticeDays,
        waitingDays: terms.waitingDays,
        reference: 'L-1',
      });
      await this.pay(tx, loanId, { upTo: paidInstalments, overdueState });
      return { policyId: ids.policy, loanId };
    });
  }

  /** Pays the first instalments of a loan, as the feed would leave it. */
  async repay(loanId: string, upTo: number, overdueState: string): Promise<void> {
    await this.units.run(systemScope, (tx) => this.pay(tx, loanId, { upTo, overdueState }));
  }

  private async pay(
    tx: Parameters<Parameters<UnitOfWork['run']>[1]>[0],
    loanId: string,
    { upTo, overdueState }: { upTo: number; overdueState: string },
  ): Promise<void> {
    await tx.run(
      {
        name: 'test.cover.pay',
        text: `UPDATE instalment SET paid_principal_minor = principal_minor, paid_interest_minor = interest_minor
               WHERE loan_id = $1 AND number <= $2`,
      },
      [loanId, upTo],
    );
    await tx.run(
      {
        name: 'test.cover.state',
        text: `UPDATE loan SET overdue_state = $2,
                 outstanding_principal_minor =
                   (SELECT sum(principal_minor - paid_principal_minor) FROM instalment WHERE loan_id = $1),
                 oldest_unpaid_due_on =
                   (SELECT min(due_on) FROM instalment WHERE loan_id = $1 AND paid_principal_minor < principal_minor)
               WHERE id = $1`,
      },
      [loanId, overdueState],
    );
  }

  /** Rows as the system sees them. */
  rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.units.run(systemScope, (tx) => tx.rows<Row>({ name: `test ${text}`.slice(0, 60), text }, values));
  }

  async document(viewer: Viewer = this.lender): Promise<string> {
    const content = Buffer.from('%PDF-1.7 paper');
    const stored = await this.documents.store(viewer, { fileName: 'paper.pdf', mediaType: 'application/pdf', content });
    return carriedOut(stored).id;
  }

  submit(policy: string, otherInsurance: readonly DeclaredInsurance[] = []) {
    return this.claims.submit(this.as(this.lender), { policy, otherInsurance });
  }

  /** Submits a claim with everything it needs to be decided. */
  async reviewedClaim(policyId: string): Promise<ClaimRow> {
    const claim = carriedOut(await this.submit(policyId));
    const document = await this.document();
    for (const kind of ['LOAN_AGREEMENT', 'OVERDUE_STATEMENT']) {
      const input = { claim: claim.id, kind, document, note: null };
      carriedOut(await this.claims.addEvidence(this.as(this.lender), input));
    }
    return claim;
  }

  async approvedClaim(policyId: string): Promise<ClaimRow> {
    const { id } = await this.reviewedClaim(policyId);
    return carriedOut(await this.claims.decide(this.as(this.insurer), approval(id)));
  }

  async paidClaim(policyId: string): Promise<ClaimRow> {
    const { id } = await this.approvedClaim(policyId);
    return carriedOut(await this.claims.pay(this.as(this.insurer), payment(id)));
  }
}

export const approval = (claim: string) => ({
  claim,
  outcome: 'APPROVED' as const,
  approved: null,
  reason: null,
  rejectionCode: null,
  netCollateral: null,
});

export const rejection = (claim: string, reason = 'x') => ({
  ...approval(claim),
  outcome: 'REJECTED' as const,
  reason,
  rejectionCode: 'EVIDENCE_INSUFFICIENT',
});

export const payment = (claim: string) => ({
  claim,
  amount: null,
  payees: null,
  paidOn: '2026-04-15',
  reference: 'SEPA-1',
  token: null,
});

/** The value of an outcome; fails the test with the whole refusal otherwise. */
export function carriedOut<T>(outcome: Outcome<T>): T {
  if (!outcome.ok)
    throw new Error(`refused: ${JSON.stringify(outcome.error, (_k, v) => (typeof v === 'bigint' ? `${v}` : v))}`);
  return outcome.value;
}

export function refusalOf(outcome: Outcome<unknown>): Refusal {
  if (outcome.ok) throw new Error('expected a refusal, but it was carried out');
  return outcome.error;
}
