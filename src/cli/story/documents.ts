const OFFER = `id insurer { name } sumInsured { amount currency }
  premium { total { amount currency } lines { kind amount { amount currency } } }`;

export const CLOCK = '{ businessClock { now simulated } }';

export const QUOTE = `mutation Quote($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    __typename
    ... on Quote { id status decision { outcome reasons { code message cure } adverseActionReasons { code message } } offers { ${OFFER} } }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code message } }
  }
}`;

export const REFUSE = `mutation Refuse($quote: ID!, $reason: String!) {
  quoteRefuse(quote: $quote, reason: $reason) { __typename ... on Quote { id status refusalReason } ... on Problem { code message } }
}`;

export const BIND = `mutation Bind($key: String!, $input: PolicyBindInput!) {
  policyBind(idempotencyKey: $key, input: $input) {
    __typename ... on Policy { id number status } ... on Problem { code message }
  }
}`;

export const ACTIVATE = `mutation Activate($key: String!, $input: PolicyActivateInput!) {
  policyActivate(idempotencyKey: $key, input: $input) {
    __typename ... on Policy { id status sumInsured { amount currency } premium { total { amount currency } } }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code message } }
  }
}`;

export const HOLIDAY = `query Holiday($input: MoratoriumInput!) {
  moratoriumPreview(input: $input) {
    __typename ... on MoratoriumPreview { policies stoppedPolicies } ... on Problem { code message }
  }
}`;

export const POLICY = `query Policy($id: ID!) {
  policy(id: $id) {
    id number status sumInsured { amount currency } premium { total { amount currency } } indemnityPaid { amount currency }
    loan { status overdueState daysPastDue outstandingPrincipal { amount currency }
           schedule { number dueOn total { amount currency } principal { amount currency } interest { amount currency }
                      paidPrincipal { amount currency } paidInterest { amount currency } } }
  }
}`;

const CHANGE = `principalReduction { amount currency } sumInsuredBefore { amount currency } sumInsuredAfter { amount currency }
  premiumRefund { total { amount currency } lines { amount { amount currency } } } premiumAfter { amount currency }`;

export const RETURN_PREVIEW = `query ReturnPreview($policy: ID!, $input: OrderReturnInput!) {
  orderReturnPreview(policy: $policy, input: $input) {
    __typename ... on PolicyChangePreview { token ${CHANGE} } ... on Problem { code message }
  }
}`;

export const RETURN = `mutation Return($key: String!, $policy: ID!, $input: OrderReturnInput!, $token: String) {
  orderReturn(idempotencyKey: $key, policy: $policy, input: $input, token: $token) {
    __typename ... on PolicyChange { ${CHANGE} } ... on Problem { code message }
  }
}`;

export const REPORT = `mutation Report($reports: [LoanReportInput!]!) {
  loanReport(input: { reports: $reports }) { accepted duplicates rejected { index code message } }
}`;

export const ADVANCE = `mutation Advance($days: Int!) {
  sandboxClockAdvance(days: $days) { now days done { task count } }
}`;

export const CLAIM_UPDATES = `subscription Claims($after: Cursor, $policy: ID) {
  claimUpdates(after: $after, filter: { policy: $policy }) {
    cursor occurredAt event
    claim { id number status outcome indemnity { amount currency } policy { number } }
  }
}`;

export const CLAIM = `query Claim($id: ID!) {
  claim(id: $id) {
    id number status outcome origin defaultedOn triggeredOn
    indemnity { amount currency coveredLoss { amount currency } tree { parent code amount { amount currency } formula } }
    checklist { kind label required state }
  }
}`;

export const EVIDENCE = `mutation Evidence($key: String!, $input: ClaimEvidenceAddInput!) {
  claimEvidenceAdd(idempotencyKey: $key, input: $input) { __typename ... on Claim { status } ... on Problem { code message } }
}`;

export const DECIDE = `mutation Decide($key: String!, $input: ClaimDecideInput!) {
  claimDecide(idempotencyKey: $key, input: $input) {
    __typename ... on Claim { status outcome approved { amount currency } } ... on Problem { code message }
  }
}`;

export const PAY = `mutation Pay($key: String!, $input: ClaimPayInput!) {
  claimPay(idempotencyKey: $key, input: $input) {
    __typename
    ... on Claim { status paid { amount currency } recovery { id status uncompensated { amount currency } } }
    ... on Problem { code message }
  }
}`;

export const RECOVER = `mutation Recover($key: String!, $input: RecoveryRecordInput!) {
  recoveryRecord(idempotencyKey: $key, input: $input) {
    __typename
    ... on Recovery { status received { amount currency }
      shares { costs { amount currency } insurer { amount currency } lender { amount currency } obligor { amount currency } } }
    ... on Problem { code message }
  }
}`;

export const TRIAL_BALANCE = `query Books($currency: CurrencyCode!) {
  ledger { trialBalance(currency: $currency) { debit { amount } credit { amount } } }
}`;
