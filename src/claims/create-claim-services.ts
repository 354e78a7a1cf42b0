import type { Transaction, UnitOfWork } from '../database/unit-of-work.js';
import { businessNumber, type Clock, invariant } from '../kernel/index.js';
import { LedgerService } from '../ledger/ledger-service.js';
import type { ClaimRules, ScenarioModule } from '../scenarios/contract/index.js';
import type { ClaimedPolicy } from './claim-command.js';
import { ClaimDeadlines } from './claim-deadlines.js';
import { reviewAfterScan } from './claim-evidence.js';
import { ClaimOpening, type UnassessedLoan } from './claim-opening.js';
import { ClaimReader } from './claim-reader.js';
import { ClaimService } from './claim-service.js';
import { ComplaintService } from './complaint-service.js';
import type { DocumentScanner } from './document-scanner.js';
import { DocumentService } from './document-service.js';
import { LoanAssessor } from './loan-assessor.js';
import { RecoveryPlans } from './recovery-planning.js';
import { RecoveryService } from './recovery-service.js';

export interface ClaimServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  /** The scenarios that are installed. */
  readonly scenarios: readonly ScenarioModule[];
  /** Runs in the transaction of every payment, e.g. to give back the policy's exposure. */
  readonly afterPayment?: (tx: Transaction, policy: ClaimedPolicy) => Promise<void>;
  /** Runs when a claim was given up or rejected, e.g. to end the cover of a loan that was settled meanwhile. */
  readonly afterNoLoss?: (tx: Transaction, policy: ClaimedPolicy) => Promise<void>;
  /** Told about loans whose claim could not be opened; they are tried again the next day. */
  readonly onUnassessed?: (loan: UnassessedLoan) => void;
  /** Of the installation; the numbers of claims are drawn with it. */
  readonly secret: string;
  /** Accepts every file when not given. */
  readonly scanner?: DocumentScanner;
}

/** Everything that happens after a loss, over one database and one clock. */
export function createClaimServices({ scenarios, onUnassessed, secret, ...options }: ClaimServiceOptions) {
  const claimRules = (code: string): ClaimRules => {
    const module = scenarios.find((candidate) => candidate.code === code);
    invariant(module, `scenario ${code} is not installed`);
    return module.claims;
  };
  const numbered = (kind: string) => (position: bigint, year: number) =>
    businessNumber(kind, year, { position, key: secret });
  const dependencies = {
    ...options,
    assessor: new LoanAssessor(),
    claimRules,
    claimNumber: numbered('CL'),
    complaintNumber: numbered('CO'),
  };
  const claimOpening = new ClaimOpening(dependencies);
  const deadlines = new ClaimDeadlines(dependencies);
  const complaints = new ComplaintService(dependencies);
  const plans = new RecoveryPlans(dependencies);
  const documents = new DocumentService({
    ...dependencies,
    afterScan: (tx, document) =>
      reviewAfterScan(tx, document, { ...dependencies, at: options.clock.now(), cause: 'documentScan' }),
  });
  return {
    claims: new ClaimService(dependencies),
    claimReader: new ClaimReader(options.units),
    claimRules,
    claimOpening,
    recoveries: new RecoveryService(dependencies),
    complaints,
    ledger: new LedgerService(dependencies),
    documents,
    /** In this order, after the day-roll of the loans. */
    claimTasks: [
      { name: 'documents scanned', run: () => documents.scanPending(), due: () => documents.due() },
      {
        name: 'claims withdrawn',
        run: () => claimOpening.withdrawCuredClaims(),
        due: () => claimOpening.cured(),
      },
      {
        name: 'claims opened',
        run: async () => {
          const { opened, failed } = await claimOpening.openDueClaims();
          if (onUnassessed) failed.forEach(onUnassessed);
          return opened;
        },
        due: () => claimOpening.due(),
      },
      { name: 'claim deadlines told', run: () => deadlines.tellDue(), due: () => deadlines.due() },
      { name: 'complaint deadlines told', run: () => complaints.tellDue(), due: () => complaints.due() },
      { name: 'recovery plans broken', run: () => plans.breakDue(), due: () => plans.due() },
    ],
  };
}

export type ClaimServices = ReturnType<typeof createClaimServices>;
