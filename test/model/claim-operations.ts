import { usd } from '../support/requests.js';
import { claimStep, type Operation, PROBLEM, running, takeStep } from './operation.js';
import { liveClaim, type ModelClaim, type ModelSale, overdueState, owed, sharesOf } from './sale.js';
import { amountOf, cents, minMinor } from './values.js';
import type { Answer, Command, World } from './world.js';

const CHECKLIST = 'query ($id: ID!) { claim(id: $id) { checklist { kind required state } } }';
const EVIDENCE = `mutation ($key: String!, $input: ClaimEvidenceAddInput!) {
  claimEvidenceAdd(idempotencyKey: $key, input: $input) { __typename ... on Claim { status approved { amount } } ${PROBLEM} } }`;
const STANDING = '... on Claim { status paid { amount } overpaid { amount } approved { amount } indemnity { amount } }';
const DECIDE = claimStep('claimDecide', STANDING);
const WITHDRAW = claimStep('claimWithdraw', STANDING);
const REOPEN = claimStep('claimReopen', STANDING);
const SUBMIT = claimStep('claimSubmit', STANDING);
const LOST = 'query ($id: ID!) { claim(id: $id) { recovery { uncompensated { amount } } } }';

/** Sales with a claim that satisfies something; the claim of a sale is the last one. */
export const withClaim =
  (wanted: (claim: ModelClaim) => boolean) =>
  ({ model }: World): ModelSale[] =>
    model.sales.filter(({ claims }) => claims.some((claim, at) => at === claims.length - 1 && wanted(claim)));

export const claimIs = (...statuses: readonly string[]) => withClaim(({ status }) => statuses.includes(status));

export function lastClaim({ claims, order }: ModelSale): ModelClaim {
  const claim = claims.at(-1);
  if (!claim) throw new Error(`${order} has no claim`);
  return claim;
}

/** What the insurer and the lender lack decides the state of the recovery, and its end the claim's. */
export async function recoverySized(world: World, claim: ModelClaim): Promise<void> {
  const { recovery } = claim;
  if (!recovery) return;
  const { claim: shown } = await world.api.data('claims', LOST, { id: claim.id });
  recovery.uncompensated = cents(shown.recovery.uncompensated.amount);
  settleRecovery(claim);
}

export function settleRecovery(claim: ModelClaim): void {
  const { recovery } = claim;
  if (!recovery) return;
  const isWhole = sharesOf(claim).insurer >= claim.paid;
  if (isWhole) recovery.status = 'RECOVERED';
  else if (recovery.status === 'RECOVERED') recovery.status = 'IN_COLLECTION';
  if (isWhole && claim.status === 'PAID') claim.status = 'CLOSED';
}

/** Whether the case of the claim is closed: nothing is left to recover, or nothing will come. */
export const isOver = ({ recovery }: ModelClaim): boolean =>
  recovery?.status === 'RECOVERED' || recovery?.status === 'WRITTEN_OFF';

async function store(world: World, lender: string, name: string): Promise<string> {
  const response = await fetch(`${world.api.url}/documents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.api.keys[lender]}`,
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
  weight: 300,
  on: claimIs('EVIDENCE_PENDING'),
  run: async (world, sale) => {
    const claim = lastClaim(sale);
    const decision = { claim: claim.id, outcome: 'APPROVED' };
    await world.refused(['InvalidInput'], { who: 'claims', mutation: DECIDE.mutation, input: decision });
    const { claim: shown } = await world.api.data(sale.lender, CHECKLIST, { id: claim.id });
    for (const { kind, required } of shown.checklist) {
      if (!required) continue;
      const document = await store(world, sale.lender, `${sale.order}-${kind}`);
      const input = { claim: claim.id, kind, document };
      const answer = await world.act({ who: sale.lender, mutation: EVIDENCE, input });
      expect(answer.__typename).toBe('Claim');
      claim.status = answer.status;
      // Small claims of people who had paid are approved by the machine.
      claim.approved = answer.approved ? cents(answer.approved.amount) : 0n;
      claim.paymentsKnown = sale.payments.length;
    }
    expect(['UNDER_REVIEW', 'DECIDED']).toContain(claim.status);
    return `${sale.order}, ${claim.status}`;
  },
};

const decideCommand = (claim: ModelClaim, input: object): Command => ({
  who: 'claims',
  mutation: DECIDE.mutation,
  input: { claim: claim.id, ...input },
});

/** The whole of it, half of it or nothing. What was paid before counts: the rest is paid, or owed back. */
async function decided(world: World, sale: ModelSale, asked: Answer): Promise<void> {
  const claim = lastClaim(sale);
  const answer = await takeStep(world, DECIDE, decideCommand(claim, asked));
  expect(answer.__typename).toBe('Claim');
  const left = claim.paid + claim.overpaid;
  claim.paymentsKnown = sale.payments.length;
  claim.approved = asked.outcome === 'REJECTED' ? 0n : cents(answer.approved.amount);
  const wanted = asked.approved?.amount ?? answer.indemnity.amount;
  if (asked.outcome !== 'REJECTED') expect(claim.approved).toBe(cents(wanted));
  expect(claim.approved).toBeLessThanOrEqual(sale.sumInsured);
  claim.paid = minMinor(left, claim.approved);
  claim.overpaid = left - claim.paid;
  claim.status = claim.approved === 0n ? 'CLOSED' : claim.approved > claim.paid ? 'DECIDED' : 'PAID';
  if (claim.status === 'PAID' && sale.status === 'ACTIVE') sale.status = 'CLOSED';
  await recoverySized(world, claim);
  if (claim.status === 'PAID' && isOver(claim)) claim.status = 'CLOSED';
  if (asked.outcome === 'REJECTED' && sale.isSettled && sale.status === 'ACTIVE') sale.status = 'CLOSED';
}

const decide: Operation = {
  name: 'decide',
  weight: 300,
  on: claimIs('UNDER_REVIEW', 'REOPENED'),
  run: async (world, sale) => {
    const claim = lastClaim(sale);
    // What the claim shows was computed before what was paid since; a look computes it as a decision does.
    const look = await world.tell('claims', DECIDE.preview, { input: { claim: claim.id, outcome: 'APPROVED' } });
    const computed = look.after ? cents(look.after.approved.amount) : 0n;
    const tooMuch = {
      outcome: 'PARTLY_APPROVED',
      approved: usd(amountOf(computed + 10_000_000n)),
      reason: 'Generous.',
    };
    await world.refused(['LimitExceeded', 'InvalidInput'], decideCommand(claim, tooMuch));
    const rejected = { outcome: 'REJECTED', rejectionCode: 'EXCLUDED', reason: 'Not covered.' };
    const half = { outcome: 'PARTLY_APPROVED', approved: usd(amountOf(computed / 2n)), reason: 'The half is proven.' };
    // The loss is computed again: nothing is left of it when everything was paid meanwhile.
    const isNothingLost = computed < 2n || sale.isSettled || owed(sale.instalments ?? []) === 0n;
    const asked = isNothingLost
      ? rejected
      : world.pick([{ outcome: 'APPROVED' }, { outcome: 'APPROVED' }, half, rejected]);
    await decided(world, sale, asked);
    return `${sale.order} ${asked.outcome} ${amountOf(claim.approved)}`;
  },
};

export const withdrawCommand = (sale: ModelSale): Command => ({
  who: sale.lender,
  mutation: WITHDRAW.mutation,
  input: { claim: lastClaim(sale).id },
});

export function withdrawn(sale: ModelSale): void {
  Object.assign(lastClaim(sale), { status: 'WITHDRAWN', approved: 0n });
  if (sale.isSettled && sale.status === 'ACTIVE') sale.status = 'CLOSED';
}

const withdraw: Operation = {
  name: 'withdraw the claim',
  weight: 10,
  on: claimIs('EVIDENCE_PENDING', 'UNDER_REVIEW', 'REOPENED', 'DECIDED', 'PAID', 'CLOSED'),
  run: async (world, sale) => {
    const { status, paid } = lastClaim(sale);
    if (paid > 0n || status === 'CLOSED') {
      await world.refused(['StateConflict'], withdrawCommand(sale));
      return `${sale.order}, refused`;
    }
    expect(await takeStep(world, WITHDRAW, withdrawCommand(sale))).toMatchObject({
      __typename: 'Claim',
      status: 'WITHDRAWN',
    });
    withdrawn(sale);
    return sale.order;
  },
};

const reopen: Operation = {
  name: 'reopen the claim',
  weight: 30,
  on: claimIs('DECIDED', 'PAID', 'CLOSED', 'WITHDRAWN'),
  run: async (world, sale) => {
    const claim = lastClaim(sale);
    const command = { who: 'claims', mutation: REOPEN.mutation, input: { claim: claim.id, reason: 'New facts.' } };
    const other = liveClaim(sale);
    if (claim.status === 'WITHDRAWN' || (other && other !== claim) || (!claim.recovery && sale.isSettled)) {
      await world.refused(['StateConflict'], command);
      return `${sale.order}, refused`;
    }
    expect(await takeStep(world, REOPEN, command)).toMatchObject({ __typename: 'Claim', status: 'REOPENED' });
    claim.status = 'REOPENED';
    claim.approved = claim.paid;
    return sale.order;
  },
};

const submitTooEarly: Operation = {
  name: 'claim too early',
  weight: 10,
  on: running,
  run: async (world, sale) => {
    const isDue = sale.claims.length > 0 || overdueState(sale, world.model.today) === 'CLAIMABLE';
    if (isDue) return `${sale.order} has had one, or waits for the end of a hold`;
    const command = { who: sale.lender, mutation: SUBMIT.mutation, input: { policy: sale.policy } };
    await world.refused(['StateConflict', 'InvalidInput'], command);
    return sale.order;
  },
};

export const claimOperations: readonly Operation[] = [prove, decide, withdraw, reopen, submitTooEarly];
