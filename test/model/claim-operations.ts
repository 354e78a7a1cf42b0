import { usd } from '../support/requests.js';
import { amountOf, cents, type ModelClaim, type ModelSale, minMinor } from './model.js';
import { type Operation, PROBLEM } from './operations.js';
import type { World } from './world.js';

const CHECKLIST = 'query ($id: ID!) { claim(id: $id) { checklist { kind required state } } }';
const EVIDENCE = `mutation ($key: String!, $input: ClaimEvidenceAddInput!) {
  claimEvidenceAdd(idempotencyKey: $key, input: $input) { __typename ... on Claim { status } ${PROBLEM} } }`;
const DECIDE = `mutation ($key: String!, $input: ClaimDecideInput!) {
  claimDecide(idempotencyKey: $key, input: $input) { __typename ... on Claim { status approved { amount } } ${PROBLEM} } }`;
const PAY = `mutation ($key: String!, $input: ClaimPayInput!) {
  claimPay(idempotencyKey: $key, input: $input) { __typename
    ... on Claim { status paid { amount } recovery { id uncompensated { amount } } } ${PROBLEM} } }`;
const WITHDRAW = `mutation ($key: String!, $input: ClaimWithdrawInput!) {
  claimWithdraw(idempotencyKey: $key, input: $input) { __typename ... on Claim { status } ${PROBLEM} } }`;
const SUBMIT = `mutation ($key: String!, $input: ClaimSubmitInput!) {
  claimSubmit(idempotencyKey: $key, input: $input) { __typename ${PROBLEM} } }`;
const RECOVER = `mutation ($key: String!, $input: RecoveryRecordInput!) {
  recoveryRecord(idempotencyKey: $key, input: $input) { __typename
    ... on Recovery { received { amount } shares { insurer { amount } lender { amount } obligor { amount } } claim { status } } ${PROBLEM} } }`;

interface Claimed {
  readonly sale: ModelSale;
  readonly claim: ModelClaim;
}

const claimed = ({ sale }: { readonly sale: ModelSale }): Claimed => {
  if (!sale.claim) throw new Error(`${sale.order} has no claim`);
  return { sale, claim: sale.claim };
};

const withClaim =
  (...statuses: readonly string[]) =>
  ({ model }: World): ModelSale[] =>
    model.sales.filter(({ claim }) => claim !== undefined && statuses.includes(claim.status));

async function store(world: World, name: string): Promise<string> {
  const response = await fetch(`${world.api.url}/documents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.api.keys.lender}`,
      'content-type': 'application/pdf',
      'x-file-name': `${name}.pdf`,
    },
    body: `%PDF-1.7\n${name}\n%%EOF\n`,
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

const prove: Operation = {
  name: 'give evidence',
  weight: 6,
  on: withClaim('EVIDENCE_PENDING'),
  run: async (world, of) => {
    const { claim } = claimed({ sale: of });
    const decision = { claim: claim.id, outcome: 'APPROVED' };
    await world.refused(['StateConflict', 'InvalidInput'], 'claims', DECIDE, { key: world.newKey(), input: decision });
    const { claim: shown } = await world.api.data('lender', CHECKLIST, { id: claim.id });
    for (const { kind, required } of shown.checklist) {
      if (!required) continue;
      const document = await store(world, `${of.order}-${kind}`);
      const input = { claim: claim.id, kind, document };
      const answer = await world.tell('lender', EVIDENCE, { key: world.newKey(), input });
      expect(answer.__typename).toBe('Claim');
      claim.status = answer.status;
    }
    expect(claim.status).toBe('UNDER_REVIEW');
    return of.order;
  },
};

const decide: Operation = {
  name: 'decide',
  weight: 6,
  on: withClaim('UNDER_REVIEW'),
  run: async (world, of) => {
    const { sale, claim } = claimed({ sale: of });
    const input = { claim: claim.id, outcome: 'APPROVED' };
    await world.refused(['NotFound'], 'alderClaims', DECIDE, { key: world.newKey(), input });
    const answer = await world.tell('claims', DECIDE, { key: world.newKey(), input });
    expect(answer).toMatchObject({ __typename: 'Claim', status: 'DECIDED' });
    claim.status = 'DECIDED';
    claim.approved = cents(answer.approved.amount);
    expect(claim.approved).toBeGreaterThan(0n);
    expect(claim.approved).toBeLessThanOrEqual(sale.sumInsured);
    return `${sale.order} ${answer.approved.amount}`;
  },
};

const payClaim: Operation = {
  name: 'pay the claim',
  weight: 6,
  on: withClaim('DECIDED'),
  run: async (world, of) => {
    const { sale, claim } = claimed({ sale: of });
    const { today } = world.model;
    const input = { claim: claim.id, paidOn: today, reference: `WIRE-${claim.id}` };
    const tooMuch = { ...input, amount: usd(amountOf(claim.approved + 1n)) };
    await world.refused(['InvalidInput', 'LimitExceeded', 'StateConflict'], 'claims', PAY, {
      key: world.newKey(),
      input: tooMuch,
    });
    const variables = { key: world.newKey(), input };
    const [answer, again] = await Promise.all([1, 2].map(() => world.tell('claims', PAY, variables)));
    expect(answer.paid.amount).toBe(amountOf(claim.approved));
    expect(again).toEqual(answer);
    claim.status = answer.status;
    claim.paid = claim.approved;
    claim.recovery = {
      id: answer.recovery.id,
      received: 0n,
      uncompensated: cents(answer.recovery.uncompensated.amount),
    };
    sale.status = 'CLOSED';
    await world.refused(['StateConflict', 'InvalidInput'], 'claims', PAY, { key: world.newKey(), input });
    return `${sale.order} ${answer.paid.amount}`;
  },
};

const withdraw: Operation = {
  name: 'withdraw the claim',
  weight: 1,
  on: withClaim('EVIDENCE_PENDING', 'UNDER_REVIEW'),
  run: async (world, of) => {
    const { claim } = claimed({ sale: of });
    const input = { claim: claim.id, reason: 'The borrower has paid elsewhere.' };
    const answer = await world.tell('lender', WITHDRAW, { key: world.newKey(), input });
    expect(answer).toMatchObject({ __typename: 'Claim', status: 'WITHDRAWN' });
    claim.status = 'WITHDRAWN';
    return of.order;
  },
};

const submitTooEarly: Operation = {
  name: 'claim too early',
  weight: 1,
  on: ({ model }) => model.sales.filter(({ status, claim }) => status === 'ACTIVE' && !claim),
  run: async (world, sale) => {
    const variables = { key: world.newKey(), input: { policy: sale.policy } };
    await world.refused(['StateConflict', 'InvalidInput', 'WaitingPeriodNotOver'], 'lender', SUBMIT, variables);
    return sale.order;
  },
};

const recover: Operation = {
  name: 'recover',
  weight: 6,
  on: ({ model }) =>
    model.sales.filter(
      ({ claim }) => claim?.recovery && claim.recovery.received < claim.paid + claim.recovery.uncompensated,
    ),
  run: async (world, of) => {
    const { claim } = claimed({ sale: of });
    const { recovery } = claim;
    if (!recovery) throw new Error(`${of.order} has no recovery`);
    const amount = BigInt(world.number(1_000, 90_000));
    const input = {
      recovery: recovery.id,
      reference: world.newKey(),
      receivedOn: world.model.today,
      amount: usd(amountOf(amount)),
    };
    const variables = { key: world.newKey(), input };
    const answer = await world.tell('claims', RECOVER, variables);
    expect(await world.tell('claims', RECOVER, variables)).toEqual(answer);
    recovery.received += amount;
    // The insurer first, up to what it paid; then the lender, up to its own loss; the rest is the obligor's.
    const insurer = minMinor(recovery.received, claim.paid);
    const rest = recovery.received - insurer;
    const lender = minMinor(rest, recovery.uncompensated);
    expect(answer.shares).toEqual({
      insurer: { amount: amountOf(insurer) },
      lender: { amount: amountOf(lender) },
      obligor: { amount: amountOf(rest - lender) },
    });
    claim.status = answer.claim.status;
    return `${of.order} ${amountOf(amount)}`;
  },
};

export const claimOperations: readonly Operation[] = [prove, decide, payClaim, withdraw, submitTooEarly, recover];
