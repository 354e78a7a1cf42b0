import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, invariant } from '../kernel/index.js';
import type { ClaimTerms } from '../underwriting/claim-terms.js';
import { type ProductTerms, parseTerms } from '../underwriting/terms.js';
import { type AssessedInstalment, type Assessment, assess, type OtherInsurance } from './assessment.js';
import type { InsuredLoan } from './insured-loan.js';

/** Versions are immutable once published, so their terms may be kept; the oldest ones go first. */
const TERMS_KEPT = 500;

const TERMS = { name: 'claim.productTerms', text: 'SELECT id, terms FROM product_version WHERE id = ANY($1)' };
const INSTALMENTS = {
  name: 'claim.instalments',
  text: `SELECT loan_id AS "loanId", due_on AS "dueOn", principal_minor AS "principalMinor",
           interest_minor AS "interestMinor", paid_principal_minor AS "paidPrincipalMinor",
           paid_interest_minor AS "paidInterestMinor"
         FROM instalment WHERE loan_id = ANY($1) ORDER BY loan_id, number`,
};

export interface AssessmentRequest {
  readonly loan: InsuredLoan;
  readonly triggeredOn: CalendarDate;
  readonly netCollateralMinor: bigint;
  /** Other cover of the same loss. */
  readonly otherInsurance: readonly OtherInsurance[];
  /** Paid on the claim itself; it does not use up the sum insured that is left for it. */
  readonly ownPaidMinor: bigint;
}

/** A loss that nobody has said anything about yet. */
export const NOTHING_DECLARED = { netCollateralMinor: 0n, otherInsurance: [], ownPaidMinor: 0n } as const;

/** What the assessment of one loan needs beside the loan itself. */
export interface LoanFile {
  readonly terms: ProductTerms;
  readonly instalments: readonly AssessedInstalment[];
}

export const assessRequest = (
  { loan, triggeredOn, netCollateralMinor, otherInsurance, ownPaidMinor }: AssessmentRequest,
  file: LoanFile,
): Assessment =>
  assess({
    loan: {
      reference: loan.reference,
      outstandingPrincipalMinor: loan.outstandingPrincipalMinor,
      terms: loan.loanTerms,
    },
    instalments: file.instalments,
    policy: {
      number: loan.policyNumber,
      currency: loan.currency,
      insuredPercentage: loan.insuredPercentage,
      sumInsuredMinor: loan.sumInsuredMinor,
      indemnityPaidMinor: loan.indemnityPaidMinor - ownPaidMinor,
    },
    terms: file.terms,
    triggeredOn,
    netCollateralMinor,
    otherInsurance,
  });

/** Reads what an assessment rests on: the product's terms and the repayment schedule as it stands. */
export class LoanAssessor {
  private readonly known = new Map<string, ProductTerms>();

  /** Two statements however many loans; the loans should be locked. */
  async files(tx: Transaction, loans: readonly InsuredLoan[]): Promise<(loan: InsuredLoan) => LoanFile> {
    await this.readMissingTerms(tx, loans);
    const rows = await tx.rows<AssessedInstalment & { readonly loanId: string }>(INSTALMENTS, [
      loans.map(({ loanId }) => loanId),
    ]);
    const byLoan = new Map<string, AssessedInstalment[]>();
    for (const { loanId, ...instalment } of rows) {
      const instalments = byLoan.get(loanId);
      if (instalments) instalments.push(instalment);
      else byLoan.set(loanId, [instalment]);
    }
    return (loan) => ({ terms: this.knownTerms(loan), instalments: byLoan.get(loan.loanId) ?? [] });
  }

  /** How the loan's product handles claims. */
  async claimTerms(tx: Transaction, loan: InsuredLoan): Promise<ClaimTerms> {
    return (await this.terms(tx, loan)).claims;
  }

  /** The product's terms; they never change. */
  async terms(tx: Transaction, loan: InsuredLoan): Promise<ProductTerms> {
    await this.readMissingTerms(tx, [loan]);
    return this.knownTerms(loan);
  }

  async assessOne(tx: Transaction, request: AssessmentRequest): Promise<Assessment & LoanFile> {
    const file = (await this.files(tx, [request.loan]))(request.loan);
    return { ...assessRequest(request, file), ...file };
  }

  private knownTerms({ productVersionId }: InsuredLoan): ProductTerms {
    const terms = this.known.get(productVersionId);
    invariant(terms, `product version ${productVersionId} has no readable terms`);
    return terms;
  }

  /** A lender does not see the insurer's product, but its claim is computed by it. */
  private async readMissingTerms(tx: Transaction, loans: readonly InsuredLoan[]): Promise<void> {
    const missing = loans.filter(({ productVersionId }) => !this.known.has(productVersionId));
    if (missing.length === 0) return;
    await joinTenants(tx, [...new Set(missing.map(({ insurerId }) => insurerId))]);
    const ids = [...new Set(missing.map(({ productVersionId }) => productVersionId))];
    const rows = await tx.rows<{ id: string; terms: unknown }>(TERMS, [ids]);
    for (const { id, terms } of rows) {
      const parsed = parseTerms(terms);
      if (parsed.ok) this.known.set(id, parsed.value);
    }
    for (const oldest of this.known.keys()) {
      if (this.known.size <= TERMS_KEPT) break;
      if (!ids.includes(oldest)) this.known.delete(oldest);
    }
  }
}
