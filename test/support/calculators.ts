/** Calculator queries with everything they answer, and inputs that are accepted as they stand. */
const money = '{ amount currency }';
const problems = '... on InvalidInput { issues { path code } }';
const premium = `{ total ${money} lines { kind amount ${money} } }`;
const shares = `{ costs ${money} insurer ${money} lender ${money} obligor ${money} }`;

export const CALCULATORS = {
  repaymentSchedule: `query ($input: RepaymentScheduleInput!) { answer: repaymentSchedule(input: $input) { __typename
    ... on RepaymentSchedule { levelPayment ${money} totalInterest ${money} totalPayment ${money} residual ${money}
      instalments { number dueOn openingBalance ${money} payment ${money} principal ${money} interest ${money}
        closingBalance ${money} } } ${problems} } }`,
  annualPercentageRate: `query ($input: AnnualPercentageRateInput!) { answer: annualPercentageRate(input: $input) {
    __typename ... on AnnualPercentageRate { regulationZ { rate unrounded unitPeriod { unit count } unitPeriodsPerYear }
      european { rate unrounded } allInCost { periodRate nominal effective withinLimit } } ${problems} } }`,
  premiumEstimate: `query ($input: PremiumEstimateInput!) { answer: premiumEstimate(input: $input) { __typename
    ... on PremiumEstimate { mode premium ${premium} charges { number chargedOn premium ${premium} } total ${money}
      monthlyRate financedPrincipal ${money} expectedLoss ${money} lifetimeProbabilityOfDefault } ${problems} } }`,
  refundEstimate: `query ($input: RefundEstimateInput!) { answer: refundEstimate(input: $input) { __typename
    ... on RefundEstimate { refund ${money} unearned ${money} returnedPremium ${money} retainedPremium ${money}
      commissionClawback ${money} freeLook waived } ${problems} } }`,
  indemnityEstimate: `query ($input: IndemnityEstimateInput!) { answer: indemnityEstimate(input: $input) { __typename
    ... on IndemnityEstimate { indemnity ${money} coveredLoss ${money} retainedByLender ${money}
      steps { code amount ${money} formula source } } ${problems} } }`,
  recoveryAllocation: `query ($input: RecoveryAllocationInput!) { answer: recoveryAllocation(input: $input) { __typename
    ... on RecoveryAllocation { shares ${shares} change ${shares} } ${problems} } }`,
} as const;

export type Calculator = keyof typeof CALCULATORS;

export const usd = (amount: string) => ({ amount, currency: 'USD' });

export const monthlyLoan = (changes: object = {}) => ({
  principal: usd('12000.00'),
  annualRate: '0.12',
  instalments: 12,
  method: 'LEVEL_PAYMENT',
  disbursedOn: '2025-01-15',
  firstDueOn: '2025-02-15',
  ...changes,
});

export const pricedCover = (changes: object = {}) => ({
  loan: monthlyLoan(),
  mode: 'SINGLE',
  twelveMonthProbabilityOfDefault: '0.05',
  lossGivenDefault: '0.6',
  loadings: loadings(),
  ...changes,
});

export const loadings = (changes: object = {}) => ({
  riskMargin: '0.2',
  expense: '0.15',
  commission: '0.1',
  profit: '0.05',
  taxRate: '0.06',
  ...changes,
});

export const cancelledCover = (changes: object = {}) => ({
  method: 'PRO_RATA',
  premium: usd('1500.00'),
  startsOn: '2025-01-01',
  endsOn: '2026-01-01',
  cancelledOn: '2025-08-07',
  ...changes,
});

export const defaultedLoan = (changes: object = {}) => ({
  outstandingPrincipal: usd('42000.00'),
  unpaidInterest: usd('1890.00'),
  annualRate: '0',
  lastDueOn: '2025-02-10',
  triggerOn: '2025-05-01',
  insuredPercentage: '1',
  insures: 'PRINCIPAL_AND_INTEREST',
  remainingSumInsured: usd('60000.00'),
  ...changes,
});

export const recoveredMoney = (changes: object = {}) => ({
  rule: 'INSURER_FIRST',
  received: usd('10000.00'),
  costs: usd('1200.00'),
  indemnity: usd('38151.00'),
  uncompensated: usd('4239.00'),
  ...changes,
});

export const flow = (amount: string, on: string, currency = 'USD') => ({ amount: { amount, currency }, on });
