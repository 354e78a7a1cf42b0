import { usd } from '../support/requests.js';
import { claimIs, lastClaim, recoverySized, withClaim } from './claim-operations.js';
import { type Operation, PROBLEM } from './operation.js';
import { isOutdated, type ModelClaim, type ModelSale } from './sale.js';
import { amountOf } from './values.js';
import type { Answer, Command, World } from './world.js';

const PAY = `mutation ($key: String!, $input: ClaimPayInput!) {
  claimPay(idempotencyKey: $key, input: $input) { __typename
    ... on Claim { status paid { amount } recovery { id } } ${PROBLEM} } }`;
const PREVIEW = `query ($input: ClaimPayPreviewInput!) { claimPayPreview(input: $input) { __typename } }`;
const RETURN = `mutation ($key: String!, $input: ClaimOverpaymentReturnInput!) {
  claimOverpaymentReturn(idempotencyKey: $key, input: $input) { __typename ${PROBLEM} } }`;

export const payCommand = (world: World, claim: ModelClaim, amount?: bigint): Command => ({
  who: 'claims',
  mutation: PAY,
  input: {
    claim: claim.id,
    paidOn: world.model.today,
    reference: world.newKey(),
    ...(amount === undefined ? {} : { amount: usd(amountOf(amount)) }),
  },
});

/** What a payment changes: the first one opens the recovery, the last one ends cover. */
export async function claimPaid(world: World, sale: ModelSale, minor: bigint, answer: Answer): Promise<void> {
  const claim = lastClaim(sale);
  expect(answer).toMatchObject({ __typename: 'Claim', paid: { amount: amountOf(claim.paid + minor) } });
  claim.paid += minor;
  claim.recovery ??= {
    id: answer.recovery.id,
    status: 'OPEN',
    received: 0n,
    costs: 0n,
    uncompensated: 0n,
    receipts: [],
  };
  const isEnded = claim.recovery.status === 'RECOVERED' || claim.recovery.status === 'WRITTEN_OFF';
  if (claim.paid === claim.approved) claim.status = isEnded ? 'CLOSED' : 'PAID';
  await recoverySized(world, claim);
  if (claim.paid === claim.approved && sale.status === 'ACTIVE') sale.status = 'CLOSED';
}

const payClaim: Operation = {
  name: 'pay the claim',
  weight: 300,
  on: claimIs('DECIDED'),
  run: async (world, sale) => {
    const claim = lastClaim(sale);
    const left = claim.approved - claim.paid;
    await world.refused(['InvalidInput', 'LimitExceeded'], payCommand(world, claim, left + 1n));
    const { __typename } = await world.tell('claims', PREVIEW, { input: { claim: claim.id } });
    if (__typename === 'LimitExceeded' && isOutdated(sale, claim)) {
      await world.refused(['LimitExceeded'], payCommand(world, claim));
      return `${sale.order}, refused`;
    }
    const part = world.chance(3) && left > 1n ? left / 2n : undefined;
    const command = payCommand(world, claim, part);
    const answer = await world.act(command);
    await claimPaid(world, sale, part ?? left, answer);
    return `${sale.order} ${amountOf(part ?? left)}`;
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
      mutation: RETURN,
      input: { claim: claim.id, amount: usd(amountOf(amount)), paidOn: world.model.today, reference: world.newKey() },
    });
    await world.refused(['LimitExceeded'], back(claim.overpaid + 1n));
    expect((await world.act(back(minor))).__typename).toBe('Claim');
    claim.overpaid -= minor;
    return `${sale.order} ${amountOf(minor)}`;
  },
};

export const indemnityOperations: readonly Operation[] = [payClaim, giveBack];
