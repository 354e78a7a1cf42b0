import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { PartnerPayout } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { type CalendarDate, type CurrencyCode, formatMinor, invariant } from '../kernel/index.js';

/** To whom an insurer pays, in which currency. */
export interface Payee {
  readonly insurerId: string;
  readonly partnerId: string;
  readonly currency: string;
}

/** How a payout is recorded. */
export interface PayoutRecord {
  readonly id: string;
  /** The day the money left. */
  readonly paidOn: CalendarDate;
  readonly reference: string;
  /** Business time. */
  readonly at: Date;
}

const LOCK = {
  name: 'payout.lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('covergraph.payout.' || $1 || $2 || $3, 0))`,
};
const BY_ID = { name: 'payout.byId', text: `SELECT ${selectList(PartnerPayout)} FROM partner_payout WHERE id = $1` };
const INSERT = {
  name: 'payout.insert',
  text: `INSERT INTO partner_payout (id, partner_id, insurer_id, kind, reference, paid_on, up_to, currency, amount_minor, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const EVENTS = { COMMISSION: 'commission.paid', PREMIUM: 'premium.repaid' } as const;
const CAUSES = { COMMISSION: 'commissionPayout', PREMIUM: 'premiumRepay' } as const;

/** One payout to a payee at a time: the next one sees what this one paid. */
export async function lockPayee(tx: Transaction, { insurerId, partnerId, currency }: Payee): Promise<void> {
  await tx.rows(LOCK, [insurerId, partnerId, currency]);
}

export async function readPayout(tx: Transaction, id: string): Promise<PartnerPayout> {
  const [payout] = await tx.rows<PartnerPayout>(BY_ID, [id]);
  invariant(payout, `payout ${id} of an answered key exists`);
  return payout;
}

/** Keeps a payout whose entries are booked, and tells of it. */
export async function recordPayout(
  tx: Transaction,
  { insurerId, partnerId, currency }: Payee,
  payout: PayoutRecord & Pick<PartnerPayout, 'kind' | 'amountMinor' | 'upTo'>,
): Promise<void> {
  const { id, kind, reference, paidOn, upTo, amountMinor, at } = payout;
  await tx.run(INSERT, [id, partnerId, insurerId, kind, reference, paidOn, upTo, currency, String(amountMinor), at]);
  await appendEvents(tx, [
    {
      kind: EVENTS[kind],
      ownerId: partnerId,
      insurerId,
      subjectKind: 'partnerPayout',
      subjectId: id,
      payload: { amount: formatMinor(amountMinor, currency as CurrencyCode), currency, paidOn, reference },
      occurredAt: at,
      cause: CAUSES[kind],
    },
  ]);
}
