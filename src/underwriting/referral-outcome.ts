import type { Transaction } from '../database/unit-of-work.js';
import type { Quote, Referral } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { type QuoteStatus, quoteLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { type AdverseActionReason, type DecisionReason, firstOfEach } from './decision.js';

/** What persons decided about a quote, all insurers together; REFERRED while somebody still has to. */
export interface DeskDecision {
  readonly outcome: 'APPROVED' | 'REFERRED' | 'DECLINED';
  readonly reasons: readonly DecisionReason[];
  readonly adverseActionReasons: readonly AdverseActionReason[];
}

export interface Moment {
  readonly at: Date;
  readonly cause: string;
}

const MAX_REASONS = 4;
const SET_DECISION = {
  name: 'quote.setDeskDecision',
  text: 'UPDATE quote SET desk_decision = $2, outcome = $3, expires_at = $4 WHERE id = $1',
};
const SET_REFERRAL = {
  name: 'referral.setOutcome',
  text: 'UPDATE referral SET outcome = $2, decided_at = $3 WHERE id = $1',
};
const STATES = { name: 'referral.states', text: 'SELECT status FROM referral WHERE quote_id = $1' };

export const setReferralOutcome = (
  tx: Transaction,
  referral: Referral,
  outcome: 'APPROVED' | 'DECLINED',
  at: Date,
): Promise<number> => tx.run(SET_REFERRAL, [referral.id, outcome, at]);

const parties = ({ partnerId }: Quote) => ({ partnerId, insurerId: null, lenderId: null });

async function moveQuote(tx: Transaction, quote: Quote, to: QuoteStatus, { at, cause }: Moment): Promise<void> {
  if (quote.status === to) return;
  await transition<QuoteStatus>(tx, {
    machine: quoteLifecycle,
    table: 'quote',
    id: quote.id,
    to,
    cause,
    at,
    parties: parties(quote),
  });
}

const tellQuote = (
  tx: Transaction,
  quote: Quote,
  kind: 'quote.offered' | 'quote.declined' | 'quote.expired',
  { payload, at, cause }: Moment & { readonly payload: object },
) =>
  appendEvents(tx, [
    {
      ownerId: quote.partnerId,
      kind,
      subjectKind: 'quote',
      subjectId: quote.id,
      payload,
      occurredAt: at,
      cause,
      module: quote.scenario,
      moduleVersion: quote.scenarioVersion,
    },
  ]);

const storeDecision = (tx: Transaction, quote: Quote, decision: DeskDecision, expiresAt: Date): Promise<number> =>
  tx.run(SET_DECISION, [quote.id, JSON.stringify(decision), decision.outcome, expiresAt]);

/** An insurer's person approved: the quote has an offer, and lasts at least as long as that. */
export async function offerQuote(
  tx: Transaction,
  quote: Quote,
  offered: { readonly expiresAt: Date; readonly othersOpen: boolean },
  moment: Moment,
): Promise<void> {
  const lasts = offered.othersOpen || quote.status === 'OFFERED';
  const expiresAt = lasts && quote.expiresAt > offered.expiresAt ? quote.expiresAt : offered.expiresAt;
  await moveQuote(tx, quote, 'OFFERED', moment);
  await storeDecision(tx, quote, { outcome: 'APPROVED', reasons: [], adverseActionReasons: [] }, expiresAt);
  const payload = {
    outcome: 'APPROVED',
    reasons: [],
    offers: 1,
    principalMinor: String(quote.principalMinor),
    currency: quote.currency,
  };
  await tellQuote(tx, quote, 'quote.offered', { ...moment, payload });
}

function declinedWith(quote: Quote, reasons: readonly AdverseActionReason[]): DeskDecision {
  const before = (quote.deskDecision as DeskDecision | null)?.adverseActionReasons ?? [];
  const told = firstOfEach([...before, ...reasons]).slice(0, MAX_REASONS);
  return {
    outcome: 'DECLINED',
    reasons: told.map((reason) => ({ ...reason, hard: false, cure: null })),
    adverseActionReasons: told,
  };
}

/**
 * One referral ended without an offer. The quote waits while another is open, keeps the offer another insurer made, and
 * otherwise ends: EXPIRED when any referral ran out of time that way, DECLINED when every insurer declined.
 */
export async function settleWithoutOffer(
  tx: Transaction,
  quote: Quote,
  reasons: readonly AdverseActionReason[],
  moment: Moment,
): Promise<void> {
  if (quote.status !== 'REFERRED') return;
  const declined = declinedWith(quote, reasons);
  const states = await tx.rows<{ status: string }>(STATES, [quote.id]);
  if (states.some(({ status }) => status === 'OPEN' || status === 'ASSIGNED')) {
    await storeDecision(tx, quote, { ...declined, outcome: 'REFERRED' }, quote.expiresAt);
    return;
  }
  if (states.some(({ status }) => status === 'EXPIRED')) {
    await moveQuote(tx, quote, 'EXPIRED', moment);
    await tellQuote(tx, quote, 'quote.expired', { ...moment, payload: { from: quote.status } });
    return;
  }
  await moveQuote(tx, quote, 'DECLINED', moment);
  await storeDecision(tx, quote, declined, quote.expiresAt);
  const payload = {
    outcome: 'DECLINED',
    reasons: declined.reasons.map(({ code }) => code),
    offers: 0,
    principalMinor: String(quote.principalMinor),
    currency: quote.currency,
  };
  await tellQuote(tx, quote, 'quote.declined', { ...moment, payload });
}
