/** @type {import('covergraph/scenario').ClaimRules} */
export const claims = {
  evidence: [
    { kind: 'LOAN_AGREEMENT', label: 'Loan agreement the owner accepted', required: true },
    { kind: 'OVERDUE_STATEMENT', label: 'Statement of the account with every due date and payment', required: true },
    { kind: 'TREATMENT_INVOICE', label: 'Invoice of the clinic', required: true },
  ],
  triggers: [{ code: 'OVERDUE', indemnity: 'UNSECURED' }],
};
