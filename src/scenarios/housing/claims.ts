import type { ClaimRules } from '../contract/index.js';

export const claims: ClaimRules = {
  evidence: [
    { kind: 'LOAN_AGREEMENT', label: 'Loan agreement the borrower signed', required: true },
    { kind: 'OVERDUE_STATEMENT', label: 'Statement of the account with every due date and payment', required: true },
    { kind: 'MORTGAGE_REGISTRATION', label: "Extract showing the lender's registered mortgage", required: true },
    { kind: 'TERMINATION_NOTICE', label: 'Notice by which the lender called the loan', required: true },
    { kind: 'CURRENT_VALUATION', label: 'Valuation of the home after the default', required: false },
    { kind: 'FORECLOSURE_STATEMENT', label: 'Proceeds and costs of the sale of the home', required: false },
  ],
  triggers: [{ code: 'OVERDUE', indemnity: 'SECURED' }],
};
