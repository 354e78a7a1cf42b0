import { ask } from './processes.mjs';
import { businessDates, QUOTE_CREATE, quoteInput } from './quote.mjs';

/** A dashboard's page: every policy with its partner, its claims and the schedule of its loan. */
export const POLICIES = `query($first: Int!) {
  policies(first: $first) {
    nodes {
      id
      number
      status
      obligorReference
      sumInsured { amount currency }
      premium { total { amount currency } }
      startsOn
      endsOn
      partner { id name }
      claims { id number status outcome triggeredOn indemnity { amount currency } }
      loan {
        id
        status
        overdueState
        outstandingPrincipal { amount currency }
        schedule {
          number
          dueOn
          principal { amount currency }
          interest { amount currency }
          paidPrincipal { amount currency }
          paidInterest { amount currency }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const BIND = `mutation($key: String!, $input: PolicyBindInput!) {
  policyBind(idempotencyKey: $key, input: $input) { ... on Policy { id } ... on Problem { code message } } }`;
const ACTIVATE = `mutation($key: String!, $input: PolicyActivateInput!) {
  policyActivate(idempotencyKey: $key, input: $input) { ... on Policy { status } ... on Problem { code message } } }`;
const REPORT = `mutation($reports: [LoanReportInput!]!) {
  loanReport(input: { reports: $reports }) { accepted rejected { code message } } }`;
const ADVANCE = 'mutation($days: Int!) { sandboxClockAdvance(days: $days) { days } }';

const MERCHANT = 'org_00000000000000000000000005';
const DAYS_UNTIL_CLAIMS = 130;

async function sellOne(gateway, reference, dates) {
  const { loan, ...rest } = quoteInput(reference, dates);
  const input = { ...rest, loan: { ...loan, disbursedOn: dates(0), firstDueOn: dates(30) } };
  const quote = await ask(gateway, 'merchant', QUOTE_CREATE, { key: reference, input });
  const [offer] = quote.data.quoteCreate.offers;
  const bind = { offer: offer.id, premiumAtMost: { amount: '1000.00', currency: 'USD' } };
  const bound = await ask(gateway, 'merchant', BIND, { key: `${reference}-bind`, input: bind });
  const policy = bound.data.policyBind.id;
  const activated = await ask(gateway, 'merchant', ACTIVATE, {
    key: `${reference}-activate`,
    input: {
      policy,
      disbursement: { disbursedOn: dates(0), amount: loan.principal, loanReference: reference },
      purposeEvidence: { kind: 'ORDER_CONFIRMATION', reference, payee: MERCHANT },
    },
  });
  if (activated.data.policyActivate.status !== 'ACTIVE') throw new Error(activated.text);
  return policy;
}

/** Policies with running loans, paid out today, over the gateway's own API. */
export async function sellPolicies(gateway, count) {
  const dates = await businessDates(gateway);
  const policies = [];
  for (let at = 0; at < count; at += 8) {
    const batch = Array.from({ length: Math.min(8, count - at) }, (_, place) => `policy-${at + place}`);
    policies.push(...(await Promise.all(batch.map((reference) => sellOne(gateway, reference, dates)))));
  }
  return policies;
}

/** Four of five policies have paid ahead, the fifth has paid nothing, so that a claim has opened by itself when this ends. */
export async function sellPoliciesWithClaims(gateway, count) {
  const policies = await sellPolicies(gateway, count);
  const dates = await businessDates(gateway);
  const reports = policies
    .filter((_, at) => at % 5 !== 0)
    .map((policy) => ({
      policy,
      sequence: 1,
      effectiveOn: dates(0),
      repayment: { amount: { amount: '700.00', currency: 'USD' } },
    }));
  const reported = await ask(gateway, 'lender', REPORT, { reports });
  if (reported.data.loanReport.accepted !== reports.length) throw new Error(reported.text);
  await ask(gateway, 'operator', ADVANCE, { days: DAYS_UNTIL_CLAIMS });
}
