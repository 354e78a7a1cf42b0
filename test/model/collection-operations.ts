import { usd } from '../support/requests.js';
import { type Operation, PROBLEM, running } from './operation.js';
import { claimOf, overdueState, owed } from './sale.js';
import { amountOf, plusDays } from './values.js';
import type { World } from './world.js';

const PROMISE = `mutation ($key: String!, $input: PaymentPromiseRecordInput!) {
  paymentPromiseRecord(idempotencyKey: $key, input: $input) { __typename ... on PaymentPromise { id state } ${PROBLEM} } }`;
const TAKE_BACK = `mutation ($key: String!, $input: PaymentPromiseWithdrawInput!) {
  paymentPromiseWithdraw(idempotencyKey: $key, input: $input) { __typename ... on PaymentPromise { id state } ${PROBLEM} } }`;
const OPEN = `mutation ($key: String!, $input: ComplaintOpenInput!) {
  complaintOpen(idempotencyKey: $key, input: $input) { __typename ... on Complaint { id status } ${PROBLEM} } }`;
const MOVE = `mutation ($key: String!, $input: ComplaintMoveInput!) {
  complaintMove(idempotencyKey: $key, input: $input) { __typename ... on Complaint { status } ${PROBLEM} } }`;
const ANSWER = `mutation ($key: String!, $input: ComplaintAnswerInput!) {
  complaintAnswer(idempotencyKey: $key, input: $input) { __typename ... on Complaint { status } ${PROBLEM} } }`;

const promise: Operation = {
  name: 'promise to pay',
  weight: 20,
  on: (world) => running(world).filter((sale) => overdueState(sale, world.model.today) !== 'CURRENT'),
  run: async (world, sale) => {
    const { today } = world.model;
    const minor = BigInt(world.number(1, Number(owed(sale.instalments ?? []))));
    const payBy = plusDays(today, world.number(0, 20));
    const input = { policy: sale.policy, amount: usd(amountOf(minor)), payBy };
    const command = { who: sale.lender, mutation: PROMISE, input };
    if (sale.promises.some(({ state }) => state === 'OPEN')) {
      await world.refused(['StateConflict'], command);
      return `${sale.order}, refused`;
    }
    const answer = await world.act(command);
    expect(answer).toMatchObject({ __typename: 'PaymentPromise', state: 'OPEN' });
    sale.promises.push({ id: answer.id, amount: minor, madeOn: today, payBy, state: 'OPEN' });
    return `${sale.order} ${amountOf(minor)} by ${payBy}`;
  },
};

const takeBack: Operation = {
  name: 'take a promise back',
  weight: 10,
  on: ({ model }) => model.sales.filter(({ promises }) => promises.length > 0),
  run: async (world, sale) => {
    const made = world.pick(sale.promises);
    const command = { who: sale.lender, mutation: TAKE_BACK, input: { promise: made.id } };
    if (made.state === 'OPEN') {
      expect(await world.act(command)).toMatchObject({ state: 'WITHDRAWN' });
      made.state = 'WITHDRAWN';
    } else await world.refused(['StateConflict'], command);
    return sale.order;
  },
};

const complain: Operation = {
  name: 'complain',
  weight: 10,
  on: ({ model }) => model.sales.filter(({ policy }) => policy !== undefined),
  run: async (world, sale) => {
    const claim = claimOf(sale)?.id;
    const input = { policy: sale.policy, claim, complainant: 'OBLIGOR', about: 'DELAY', text: 'Nobody answers.' };
    const answer = await world.act({ who: 'merchant', mutation: OPEN, input });
    expect(answer).toMatchObject({ __typename: 'Complaint', status: 'RECEIVED' });
    world.model.complaints.push({ id: answer.id, status: 'RECEIVED' });
    return sale.order;
  },
};

/** Who moves a complaint where, and from where. */
const COMPLAINT_STEPS = [
  { to: 'IN_REVIEW', who: 'claims', from: ['RECEIVED'] },
  { to: 'ANSWERED', who: 'claims', from: ['RECEIVED', 'IN_REVIEW', 'ESCALATED'] },
  { to: 'ESCALATED', who: 'merchant', from: ['ANSWERED'] },
  { to: 'WITHDRAWN', who: 'merchant', from: ['RECEIVED', 'IN_REVIEW'] },
  { to: 'CLOSED', who: 'merchant', from: ['ANSWERED', 'ESCALATED'] },
] as const;

const moveComplaint: Operation = {
  name: 'move a complaint',
  weight: 20,
  on: ({ model }) => (model.complaints.length > 0 ? model.sales.slice(0, 1) : []),
  run: async (world: World) => {
    const complaint = world.pick(world.model.complaints);
    const { to, who, from } = world.pick(COMPLAINT_STEPS);
    const { id, status } = complaint;
    const answer = { complaint: id, outcome: 'UPHELD', answer: 'You are right.' };
    const command =
      to === 'ANSWERED'
        ? { who, mutation: ANSWER, input: answer }
        : { who, mutation: MOVE, input: { complaint: id, to } };
    if (from.some((one) => one === status)) {
      expect(await world.act(command)).toMatchObject({ __typename: 'Complaint', status: to });
      complaint.status = to;
    } else await world.refused(['StateConflict'], command);
    return `from ${status} to ${to}`;
  },
};

export const collectionOperations: readonly Operation[] = [promise, takeBack, complain, moveComplaint];
