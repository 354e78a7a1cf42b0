import { usd } from '../support/requests.js';
import { claimIs, isOver, lastClaim, recoverySized, withClaim } from './claim-operations.js';
import { claimStep, type Operation, PROBLEM, running, takeStep } from './operation.js';
import { isOutdated, type ModelClaim, type ModelPayee, type ModelSale } from './sale.js';
import { amountOf, split } from './values.js';
import type { Answer, Command, World } from './world.js';

const PAY = `mutation ($key: String!, $input: ClaimPayInput!) {
  claimPay(idempotencyKey: $key, input: $input) { __typename
    ... on Claim { status paid { amount } recovery { id } } ${PROBLEM} } }`;
const PREVIEW = `query ($input: ClaimPayPreviewInput!) { claimPayPreview(input: $input) { __typename
  ... on ClaimPayPreview { token amount { amount } left { amount } payees { role reference amount { amount } } } } }`;
const PAYMENTS = `query ($id: ID!) { claim(id: $id) { payments { reference amount { amount }
  payees { role reference amount { amount } } } } }`;
const INVESTORS = `mutation ($key: String!, $input: PolicyInvestorsSetInput!) {
  policyInvestorsSet(idempotencyKey: $key, input: $input) { __typename ${PROBLEM} } }`;
const RETURN = claimStep(
  'claimOverpaymentReturn',
  '... on Claim { status approved { amount } paid { amount } overpaid { amount } }',
);

export const payCommand = (world: World, claim: ModelClaim, more: object = {}): Command => ({
  who: 'claims',
  mutation: PAY,
  input: { claim: claim.id, paidOn: world.model.today, reference: world.newKey(), ...more },
});

/** Whoever is named, or else those who hold the loan, or else the loss payee alone. */
function payeesOf(world: World, { holders, lender }: ModelSale): readonly ModelPayee[] | undefined {
  if (world.chance(3)) {
    const investors = Array.from({ length: world.number(1, 3) }, (_, at) => `INVESTOR-${at + 1}`);
    return [
      ...investors.map((reference) => ({ role: 'INVESTOR', reference, share: world.number(1, 900) })),
      { role: 'LENDER', reference: null, share: world.number(1, 900) },
    ];
  }
  return holders[lender]?.length === 0 ? undefined : holders[lender];
}

/** Everybody's part of a payment, to the cent. */
function partsOf(minor: bigint, payees: readonly ModelPayee[] = [{ role: 'LOSS_PAYEE', reference: null, share: 1 }]) {
  const parts = split(
    minor,
    payees.map(({ share }) => BigInt(share)),
  );
  return payees.map(({ role, reference }, at) => ({ role, reference, amount: { amount: amountOf(parts[at] ?? 0n) } }));
}

/** What a payment changes: the first one opens the recovery, the last one ends cover. */
export async function claimPaid(world: World, sale: ModelSale, minor: bigint, answer: Answer): Promise<void> {
  const claim = lastClaim(sale);
  expect(answer).toMatchObject({ __typename: 'Claim', paid: { amount: amountOf(claim.paid + minor) } });
  claim.paid += minor;
  sale.isClaimed = true;
  claim.recovery ??= {
    id: answer.recovery.id,
    status: 'OPEN',
    received: 0n,
    costs: 0n,
    costsPaid: 0n,
    uncompensated: 0n,
    receipts: [],
  };
  if (claim.paid === claim.approved) {
    claim.status = 'PAID';
    if (sale.status === 'ACTIVE') sale.status = 'CLOSED';
  }
  await recoverySized(world, claim);
  if (claim.status === 'PAID' && isOver(claim)) claim.status = 'CLOSED';
}

const payClaim: Operation = {
  name: 'pay the claim',
  weight: 300,
  on: claimIs('DECIDED'),
  run: async (world, sale) => {
    const claim = lastClaim(sale);
    const left = claim.approved - claim.paid;
    const amount = (minor: bigint) => ({ amount: usd(amountOf(minor)) });
    await world.refused(['InvalidInput', 'LimitExceeded'], payCommand(world, claim, amount(left + 1n)));
    const part = world.chance(3) && left > 1n ? left / 2n : undefined;
    const payees = payeesOf(world, sale);
    const isHeld = payees === sale.holders[sale.lender];
    const asked = {
      ...(part === undefined ? {} : amount(part)),
      ...(payees && !isHeld ? { payees: named(payees) } : {}),
    };
    const look = await world.look(PREVIEW, { claim: claim.id, ...asked }, payCommand(world, claim, asked));
    if (look.figures.__typename === 'LimitExceeded' && isOutdated(sale, claim)) {
      await world.refused(['LimitExceeded'], look.command);
      return `${sale.order}, refused`;
    }
    const minor = part ?? left;
    const parts = partsOf(minor, payees);
    const shown = { ...amount(minor), left: { amount: amountOf(left - minor) }, payees: parts };
    expect(look.figures).toMatchObject({ ...shown, amount: { amount: amountOf(minor) } });
    const answer = await world.act(look.command);
    await claimPaid(world, sale, minor, answer);
    const { reference } = look.command.input as { readonly reference: string };
    const { payments } = (await world.api.data('claims', PAYMENTS, { id: claim.id })).claim;
    const made = payments.find((payment: { readonly reference: string }) => payment.reference === reference);
    expect(made).toEqual({ reference, amount: { amount: amountOf(minor) }, payees: parts });
    return `${sale.order} ${amountOf(minor)} to ${parts.length}`;
  },
};

const named = (payees: readonly ModelPayee[]): object[] =>
  payees.map(({ share, ...payee }) => ({ ...payee, share: String(share) }));

/** A platform says who holds the loan: from then on they are paid. */
const sellToInvestors: Operation = {
  name: 'name investors',
  weight: 20,
  on: (world) => running(world).filter(({ claims }) => claims.length === 0),
  run: async (world, sale) => {
    const [first, second] = [world.number(1, 600), world.number(1, 300)];
    const shares = [first, second, 1000 - first - second];
    const investors = shares.map((share, at) => ({ reference: `HOLDER-${at}`, share: amountOf(BigInt(share)) }));
    const thousandths = ({ reference }: { reference: string }, at: number) => ({
      reference,
      share: `0.${String(shares[at]).padStart(3, '0')}`,
    });
    const command = { who: sale.lender, mutation: INVESTORS, input: { policy: sale.policy, investors } };
    await world.refused(['InvalidInput'], command);
    const input = { policy: sale.policy, investors: investors.map(thousandths) };
    expect((await world.act({ ...command, input })).__typename).toBe('InvestorSet');
    sale.holders[sale.lender] = investors.map(({ reference }, at) => ({
      role: 'INVESTOR',
      reference,
      share: shares[at] ?? 0,
    }));
    return `${sale.order} ${shares.join(' ')}`;
  },
};

const giveBack: Operation = {
  name: 'give an overpayment back',
  weight: 30,
  on: withClaim(({ overpaid }) => overpaid > 0n),
  run: async (world, sale) => {
    const claim = lastClaim(sale);
    const minor = world.chance(2) ? claim.overpaid : BigInt(world.number(1, Number(claim.overpaid)));
    const back = (amount: bigint): Command => ({
      who: 'claims',
      mutation: RETURN.mutation,
      input: { claim: claim.id, amount: usd(amountOf(amount)), paidOn: world.model.today, reference: world.newKey() },
    });
    await world.refused(['LimitExceeded'], back(claim.overpaid + 1n));
    expect((await takeStep(world, RETURN, back(minor))).__typename).toBe('Claim');
    claim.overpaid -= minor;
    return `${sale.order} ${amountOf(minor)}`;
  },
};

export const indemnityOperations: readonly Operation[] = [payClaim, sellToInvestors, giveBack];
