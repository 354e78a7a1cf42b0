import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import {
  decimal,
  failure,
  formatMinor,
  invariant,
  maxMinor,
  multiplyMinor,
  parseAmount,
  success,
} from '../../kernel/index.js';
import { type OutgoingClient, OutgoingFailure } from '../../outgoing/outgoing-client.js';
import { type InsurerReply, insurerRequest } from './insurer-contract.js';

export type InsurerQuestion = z.output<typeof insurerRequest>;

/** What the simulated insurer puts on the wire; `breaksOff` instead of an answer. */
export interface SimulatedReply {
  readonly status: number;
  readonly body: string;
  readonly delayMs: number;
  readonly breaksOff: boolean;
}

/** Longer than anybody waits for a source. */
const SLOW_MS = 2_000;
/** Of the sum insured, a year, before tax: of its own cover, and of a part of another's. */
const PRICE = decimal('0.005');
const PART_PRICE = decimal('0.004');
const COMMISSION = decimal('0.1');
/** What the terms of the sandbox's products say. */
const TAX = decimal('0.06');
const LEAST_PREMIUM_MINOR = 500n;

type Offer = Extract<InsurerReply, { outcome: 'OFFER' }>;

const referenceOf = ({ requestId }: InsurerQuestion): string => `SIM/${requestId.slice(0, 12)}`;

/** All that is asked for, at a price that follows from the question alone. */
function offerOn(question: InsurerQuestion, share = '1', extraMinor = 0n): Offer {
  const { loan, atMost, validUntil } = question;
  const most = parseAmount(atMost.sumInsured, loan.currency);
  invariant(most.ok, 'the gateway asks for amounts in the minor unit of their currency');
  const sumInsuredMinor = multiplyMinor(most.value.minor, decimal(share)) + extraMinor;
  const price = PRICE.times(loan.instalments).div(12);
  const grossMinor = maxMinor(LEAST_PREMIUM_MINOR, multiplyMinor(sumInsuredMinor, price));
  const commissionMinor = multiplyMinor(grossMinor, COMMISSION);
  const taxMinor = multiplyMinor(grossMinor, TAX);
  const amount = (minor: bigint): string => formatMinor(minor, loan.currency);
  return {
    outcome: 'OFFER',
    reference: referenceOf(question),
    validUntil,
    sumInsured: amount(sumInsuredMinor),
    insuredPercentage: decimal(atMost.insuredPercentage).times(share).toFixed(),
    premium: {
      currency: loan.currency,
      total: amount(grossMinor + taxMinor),
      lines: [
        { kind: 'RISK', amount: amount(grossMinor - commissionMinor) },
        { kind: 'COMMISSION', amount: amount(commissionMinor) },
        { kind: 'TAX', amount: amount(taxMinor) },
      ],
    },
  };
}

/** Half of what is asked for, behind another. */
function partOf({ loan, atMost }: InsurerQuestion) {
  const most = parseAmount(atMost.sumInsured, loan.currency);
  invariant(most.ok, 'the gateway asks for amounts in the minor unit of their currency');
  const sumInsuredMinor = most.value.minor / 2n;
  const premiumMinor = multiplyMinor(sumInsuredMinor, PART_PRICE.times(loan.instalments).div(12));
  return {
    sumInsured: formatMinor(sumInsuredMinor, loan.currency),
    premium: formatMinor(premiumMinor, loan.currency),
  };
}

const refusal = (outcome: 'DECLINE' | 'REFER', code: string, message: string) => (question: InsurerQuestion) =>
  answer({ outcome, reference: referenceOf(question), reasons: [{ code, message }] });

const answer = (body: InsurerReply): SimulatedReply => ({
  status: 200,
  body: JSON.stringify(body),
  delayMs: 0,
  breaksOff: false,
});

const offer = (question: InsurerQuestion): SimulatedReply => answer(offerOn(question));

/** By what a text of the insured thing begins with, after `SANDBOX-`: one for each answer that the gateway tells apart. */
const MAGIC: ReadonlyMap<string, (question: InsurerQuestion) => SimulatedReply> = new Map([
  ['DECLINE', refusal('DECLINE', 'PRICE_UNUSUAL', 'The price is unusual for this.')],
  ['REFER', refusal('REFER', 'LOOK_NEEDED', 'A person must look at this.')],
  ['LESS', (question) => answer(offerOn(question, '0.5'))],
  [
    'PART',
    (question) =>
      answer({
        outcome: 'PART',
        reference: referenceOf(question),
        validUntil: question.validUntil,
        part: partOf(question),
      }),
  ],
  ['GREEDY', (question) => answer(offerOn(question, '1', 1n))],
  ['SLOW', (question) => ({ ...offer(question), delayMs: SLOW_MS })],
  ['DOWN', (question) => ({ ...offer(question), status: 503, body: '' })],
  ['BROKEN', (question) => ({ ...offer(question), breaksOff: true })],
  ['GARBAGE', (question) => ({ ...offer(question), body: '{"outcome": "MAYBE"}' })],
]);

const MAGIC_TEXT = new RegExp(`"SANDBOX-(${[...MAGIC.keys()].join('|')})`);

/** Which answer the insured thing asks for; undefined: an ordinary offer. */
export const magicOf = ({ risk }: InsurerQuestion): string | undefined => MAGIC_TEXT.exec(JSON.stringify(risk))?.[1];

/** The sandbox's insurer with a system of its own: the same question always has the same answer. */
export const simulatedReply = (question: InsurerQuestion): SimulatedReply =>
  (MAGIC.get(magicOf(question) ?? '') ?? offer)(question);

/** Reaches the simulated insurer in this process, whatever the address: its answers are read like those of any other. */
export const simulatedInsurerClient: Pick<OutgoingClient, 'send'> = {
  send: async ({ body = '', deadlineMs }) => {
    const { status, body: text, delayMs, breaksOff } = simulatedReply(insurerRequest.parse(JSON.parse(body)));
    if (delayMs > 0) await pause(Math.min(delayMs, deadlineMs), undefined, { ref: false });
    if (delayMs > deadlineMs) return failure(new OutgoingFailure('TIMED_OUT', `no answer within ${deadlineMs} ms`));
    if (breaksOff) return failure(new OutgoingFailure('BROKEN_OFF', 'the simulated insurer broke off'));
    return success({ status, headers: {}, body: text });
  },
};
