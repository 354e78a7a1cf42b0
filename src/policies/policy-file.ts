import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Loan, Policy } from '../entities/index.js';
import { type CalendarDate, type CurrencyCode, invariant } from '../kernel/index.js';
import type { ScenarioChange } from '../scenarios/contract/index.js';
import { loanFromStored } from '../underwriting/loan-request.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { type PolicyOrigin, readPolicyOrigin } from './change-rows.js';
import type { Cover, CoverTerm } from './history/cover.js';
import type { PolicyHistory } from './history/plan.js';
import { openingInstalments } from './instalments.js';
import { entriesOfLoans, type StoredEntry } from './loan-rows.js';
import { type RecordedTransaction, readTransactions, stepsInForce } from './transaction-rows.js';

/** A policy with everything its next transaction is computed from. */
export interface PolicyFile {
  readonly policy: Policy;
  /** Undefined before activation. */
  readonly loan: Loan | undefined;
  readonly entries: readonly StoredEntry[];
  readonly transactions: readonly RecordedTransaction[];
  readonly origin: PolicyOrigin;
  readonly terms: ProductTerms;
  readonly history: PolicyHistory;
}

export interface FileSetting {
  terms(productVersionId: string): Promise<ProductTerms>;
  scenarioChange(name: string): ScenarioChange;
}

function openingTerm(policy: Policy, loan: Loan | undefined, endsOn: CalendarDate): CoverTerm {
  const rows = loan ? openingInstalments(loanFromStored(loan.terms)) : [];
  let balance = rows.reduce((sum, { principalMinor }) => sum + principalMinor, 0n);
  const openingBalancesMinor = rows.map(({ principalMinor }) => {
    const opening = balance;
    balance -= principalMinor;
    return opening;
  });
  return {
    startsOn: policy.startsOn as CalendarDate,
    endsOn,
    dueOn: rows.map(({ dueOn }) => dueOn),
    openingBalancesMinor,
  };
}

/** The policy as it was issued: what the first transaction found, or as it is when there is none. */
export function issuedCover(
  { policy, loan, transactions, origin }: Pick<PolicyFile, 'policy' | 'loan' | 'transactions' | 'origin'>,
  waitingDays: number,
): Cover {
  const [issuance] = transactions;
  invariant(issuance?.kind === 'ISSUANCE', `policy ${policy.id} begins with its issuance`);
  const before = transactions.find((transaction) => transaction.before)?.before;
  const startsOn = policy.startsOn as CalendarDate;
  const minor = issuance.premiumLines.reduce((sum, line) => sum + line.minor, 0n);
  return {
    status: policy.activatedAt ? 'ACTIVE' : 'PENDING_ACTIVATION',
    terms: [openingTerm(policy, loan, before?.endsOn ?? (policy.endsOn as CalendarDate))],
    sumInsuredMinor: issuance.sumInsuredDeltaMinor,
    premiumLines: issuance.premiumLines,
    written: [{ minor, from: startsOn, term: 0 }],
    lentMinor: origin.principalMinor,
    risk: origin.risk,
    obligorReference: before?.obligorReference ?? policy.obligorReference,
    obligorKey: origin.obligorKey,
    lenderId: before?.lenderId ?? policy.lenderId,
    beneficiaryId: null,
    waitingDays: before?.waitingDays ?? loan?.waitingDays ?? waitingDays,
  };
}

/** Acts for the policy's parties from here on. The policy and its loan should be locked when something will be written. */
export async function openFile(
  tx: Transaction,
  { policy, loan }: { readonly policy: Policy; readonly loan: Loan | undefined },
  setting: FileSetting,
): Promise<PolicyFile> {
  await joinTenants(tx, [policy.partnerId, policy.insurerId, policy.lenderId]);
  const origin = await readPolicyOrigin(tx, policy);
  invariant(origin, `policy ${policy.id} has its quote and programme`);
  const terms = await setting.terms(policy.productVersionId);
  const transactions = await readTransactions(tx, policy.id);
  const entries = loan ? ((await entriesOfLoans(tx, [loan.id])).get(loan.id) ?? []) : [];
  const { refund, changes, insures, instalments } = terms;
  const history: PolicyHistory = {
    issued: issuedCover({ policy, loan, transactions, origin }, terms.waitingDays),
    steps: stepsInForce(transactions),
    nextSequence: (transactions.at(-1)?.sequence ?? 0) + 1,
    loan: loan && { terms: loanFromStored(loan.terms), entries },
    rules: { refund, changes, insures, instalments, insuredPercentage: policy.insuredPercentage },
    originalPrincipalMinor: origin.principalMinor,
    indemnityPaidMinor: policy.indemnityPaidMinor,
    currency: policy.currency as CurrencyCode,
    scenarioChange: setting.scenarioChange,
  };
  return { policy, loan, entries, transactions, origin, terms, history };
}
