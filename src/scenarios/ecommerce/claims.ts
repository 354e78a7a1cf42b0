import type { ClaimRules } from '../contract/index.js';

export const claims: ClaimRules = {
  evidence: [
    { kind: 'LOAN_AGREEMENT', label: 'Loan agreement the buyer accepted', required: true },
    { kind: 'OVERDUE_STATEMENT', label: 'Statement of the account with every due date and payment', required: true },
    { kind: 'DELIVERY_CONFIRMATION', label: 'Proof that the goods reached the buyer', required: true },
    { kind: 'DUNNING_NOTICE', label: 'Reminders sent to the buyer', required: false },
    { kind: 'RETURN_RECORD', label: "The merchant's record of returned goods", required: false },
  ],
  triggers: [{ code: 'OVERDUE', indemnity: 'UNSECURED' }],
};
