import type { Transaction } from '../database/unit-of-work.js';
import type { Quote } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { releaseQuoteCapacity } from '../exposure/quote-capacity.js';
import { type QuoteStatus, quoteLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { closeReferrals } from './referral-rows.js';

export interface QuoteEnd {
  readonly to: 'REFUSED' | 'EXPIRED';
  readonly cause: string;
  readonly at: Date;
}

/** Ends a quote that nobody takes: its referrals are closed and what it held of its insurers' capacity is given back. */
export async function endQuote(tx: Transaction, quote: Quote, { to, cause, at }: QuoteEnd): Promise<void> {
  const parties = { partnerId: quote.partnerId, insurerId: null, lenderId: null };
  await transition<QuoteStatus>(tx, {
    machine: quoteLifecycle,
    table: 'quote',
    id: quote.id,
    to,
    cause,
    at,
    parties,
  });
  await closeReferrals(tx, quote, { at, cause });
  await releaseQuoteCapacity(tx, quote.id, to === 'EXPIRED' ? 'EXPIRED' : 'RELEASED', { at, cause });
  await appendEvents(tx, [
    {
      ownerId: quote.partnerId,
      kind: to === 'EXPIRED' ? 'quote.expired' : 'quote.refused',
      subjectKind: 'quote',
      subjectId: quote.id,
      payload: { from: quote.status },
      occurredAt: at,
      cause,
      module: quote.scenario,
      moduleVersion: quote.scenarioVersion,
    },
  ]);
}
