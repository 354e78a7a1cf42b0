import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import type { TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { expectedBooks, seenBooks } from './books.js';
import { type Model } from './model.js';
import { claimOf, type ModelSale, oldestUnpaid, outstanding, overdueState } from './sale.js';
import { SHARED } from './shared-programme.js';
import { cents } from './values.js';
import type { Answer } from './world.js';

const TRIAL = 'trialBalance(currency: "USD") { accounts { account { code } balance { amount } } }';
const SHOWN = `query ($quotes: [ID!]!, $policies: [ID!]!, $complaints: [ID!]!, $leader: ID!, $follower: ID!) {
  quotes: nodes(ids: $quotes) { ... on Quote { id status } }
  complaints: nodes(ids: $complaints) { ... on Complaint { status } }
  policies: nodes(ids: $policies) { ... on Policy {
    id status endsOn sumInsured { amount } premium { total { amount } lines { kind amount { amount } } }
    lender { id } insurerShares { sumInsured { amount } premium { amount } } holds { id state stopsClaims } cancellationNotices { id state }
    invoices { id kind dueOn amount { amount } open { amount } }
    loan { status overdueState outstandingPrincipal { amount } excess { amount } oldestUnpaidDueOn promises { id state } }
    claims { id status approved { amount } paid { amount } overpaid { amount } reserved { amount }
      recovery { status received { amount } uncompensated { amount }
        shares { costs { amount } insurer { amount } lender { amount } obligor { amount } } } } } }
  leader: ledger(insurer: $leader) { ${TRIAL} }
  follower: ledger(insurer: $follower) { ${TRIAL} }
}`;
const INSURERS = { leader: SANDBOX_IDS.northwind, follower: SANDBOX_IDS.alder };
const NOBODYS = `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`;

/** Compares everything the model knows with what the API shows, and checks every invariant. */
export async function checkWorld(api: TestApi, model: Model): Promise<void> {
  const { sales, complaints } = model;
  for (const sale of sales) forgetNotices(sale);
  const ids = {
    quotes: sales.map(({ quote }) => quote),
    policies: sales.flatMap(({ policy }) => policy ?? []),
    complaints: complaints.map(({ id }) => id),
  };
  const shown = await api.data('operator', SHOWN, { ...ids, ...INSURERS });
  expect(shown.quotes.map(({ status }: Answer) => status)).toEqual(sales.map(({ quoteStatus }) => quoteStatus));
  expect(shown.complaints).toEqual(complaints.map(({ status }) => ({ status })));
  const withPolicy = sales.filter(({ policy }) => policy !== undefined);
  expect(shown.policies.map(seenPolicy)).toEqual(withPolicy.map((sale) => expectedPolicy(sale, model.today)));
  const books = expectedBooks(model, shown.policies);
  expect(seenBooks([shown.leader, shown.follower], books)).toEqual(books);
  const claims = sales.flatMap((sale) => sale.claims.map(({ id }) => id));
  const all = [...ids.quotes, ...ids.policies, ...ids.complaints, ...claims];
  const { nodes } = await api.data('dealer', NOBODYS, { ids: all });
  expect(nodes).toEqual(all.map(() => null));
  await expectInvariants(api.testDatabase.unitOfWork);
}

/** A notice that stands when cover ends otherwise is of no use any more. */
function forgetNotices({ status, notices }: ModelSale): void {
  if (status === 'ACTIVE' || status === 'PENDING_ACTIVATION') return;
  for (const notice of notices) if (notice.state === 'GIVEN') notice.state = 'OBSOLETE';
}

function expectedPolicy(sale: ModelSale, today: string): object {
  const { instalments: rows, isSettled, isClaimed, status } = sale;
  const [claim, isRunning] = [claimOf(sale), !isSettled && !isClaimed && status === 'ACTIVE'];
  return {
    id: sale.policy,
    status,
    endsOn: sale.endsOn,
    sumInsured: sale.sumInsured,
    premium: sale.premium,
    insurers: sale.programme === SHARED ? [2, sale.sumInsured, sale.premium] : [0, 0n, 0n],
    holds: Object.fromEntries(sale.holds.map(({ id, state, stops }) => [id, [state, stops]])),
    notices: Object.fromEntries(sale.notices.map(({ id, state }) => [id, state])),
    invoices: Object.fromEntries(sale.invoices.map(({ id, open }) => [id, open])),
    loan: rows
      ? {
          outstanding: isSettled ? 0n : outstanding(rows),
          excess: sale.excess,
          oldestUnpaidDueOn: isSettled ? null : oldestUnpaid(rows),
          overdueState: isRunning ? overdueState(sale, today) : null,
          promises: Object.fromEntries(sale.promises.map(({ id, state }) => [id, state])),
        }
      : null,
    claims: Object.fromEntries(
      sale.claims.map(({ id, status: of, approved, paid, overpaid }) => [id, { status: of, approved, paid, overpaid }]),
    ),
    recovery: claim?.recovery ? { status: claim.recovery.status, received: claim.recovery.received } : null,
  };
}

function seenPolicy(policy: Answer): object {
  const { loan, claims } = policy;
  const recovery = claims.find((claim: Answer) => claim.recovery)?.recovery;
  return {
    id: policy.id,
    status: policy.status,
    endsOn: policy.endsOn,
    sumInsured: cents(policy.sumInsured.amount),
    premium: cents(policy.premium.total.amount),
    insurers: partsOf(policy),
    holds: Object.fromEntries(policy.holds.map(({ id, state, stopsClaims }: Answer) => [id, [state, stopsClaims]])),
    notices: statesOf(policy.cancellationNotices),
    invoices: Object.fromEntries(policy.invoices.map(({ id, open }: Answer) => [id, cents(open.amount)])),
    loan: loan && {
      outstanding: cents(loan.outstandingPrincipal.amount),
      excess: cents(loan.excess.amount),
      oldestUnpaidDueOn: loan.oldestUnpaidDueOn,
      // A loan whose cover has ended is nobody's overdue any more.
      overdueState: policy.status === 'ACTIVE' && loan.status === 'ACTIVE' ? loan.overdueState : null,
      promises: statesOf(loan.promises),
    },
    claims: Object.fromEntries(claims.map((claim: Answer) => [claim.id, seenClaim(claim)])),
    recovery: recovery ? { status: recovery.status, received: cents(recovery.received.amount) } : null,
  };
}

/** How many insurers carry it together, and what their parts add up to. */
function partsOf({ insurerShares }: Answer): readonly (number | bigint)[] {
  const whole = (of: 'sumInsured' | 'premium') =>
    insurerShares.reduce((sum: bigint, share: Answer) => sum + cents(share[of].amount), 0n);
  return [insurerShares.length, whole('sumInsured'), whole('premium')];
}

const statesOf = (things: Answer): object => Object.fromEntries(things.map(({ id, state }: Answer) => [id, state]));

const seenClaim = ({ status, approved, paid, overpaid }: Answer): object => ({
  status,
  approved: approved ? cents(approved.amount) : 0n,
  paid: cents(paid.amount),
  overpaid: cents(overpaid.amount),
});
