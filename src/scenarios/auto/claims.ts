import type { ClaimRules } from '../contract/index.js';

export const claims: ClaimRules = {
  evidence: [
    { kind: 'LOAN_AGREEMENT', label: 'Loan agreement the borrower signed', required: true },
    { kind: 'OVERDUE_STATEMENT', label: 'Statement of the account with every due date and payment', required: true },
    { kind: 'SECURITY_INTEREST', label: "Proof of the lender's title or lien on the vehicle", required: true },
    { kind: 'TERMINATION_NOTICE', label: 'Notice by which the lender called the loan', required: true },
    { kind: 'REPOSSESSION_REPORT', label: 'Report on taking back the vehicle, or why it failed', required: false },
    { kind: 'SALE_STATEMENT', label: 'Proceeds and costs of the sale of the vehicle', required: false },
  ],
  triggers: [{ code: 'OVERDUE', indemnity: 'SECURED' }],
};
