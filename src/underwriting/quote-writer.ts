import { GroupCommit } from '../database/group-commit.js';
import { type Transaction, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Offer } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { CapacityBook } from '../exposure/capacity.js';
import { type AskedCapacity, lockLimits, openBook } from '../exposure/capacity-store.js';
import { writeCounters } from './counter-rows.js';
import { writeCreditData } from './credit-report-store.js';
import { insertExposures, insertOffers } from './offer-statements.js';
import type { QuoteDraft } from './quote-draft.js';
import { type GrantedQuote, grantQuote } from './quote-grant.js';
import {
  draftedOffers,
  exposureColumns,
  exposureRows,
  grantedColumns,
  hasOtherOffers,
  insurerAnswerRows,
  isChangedByLimits,
  offerColumns,
  type QuoteRows,
  quoteColumns,
  quoteEvent,
  quoteRows,
} from './quote-rows.js';
import { insertReferrals, referralsOpened } from './referral-rows.js';
import { writeChallengerScores } from './scoring/challenger-store.js';

/** Undefined: the idempotency key was taken before; nothing was written. */
export type WrittenQuote = QuoteRows | undefined;

// Before the limits are locked, so that nobody waits for it: nearly all of a quote's bytes do not depend on them.
const STORE_QUOTES = {
  name: 'quote.store',
  text: `WITH given AS MATERIALIZED (
           SELECT * FROM jsonb_to_recordset($1) AS q (key text, "inputHash" text, id text, "partnerId" text,
             "lenderId" text, "programmeId" text, scenario text, "scenarioVersion" text, status text, outcome text,
             "obligorReference" text, "obligorKey" text, currency text, "principalMinor" bigint, loan jsonb,
             obligor jsonb, risk jsonb, facts jsonb, decision jsonb, "requestedOn" date, "createdAt" timestamptz,
             "expiresAt" timestamptz)),
         claimed AS (
           INSERT INTO idempotency_key (tenant_id, key, operation, input_hash, answer)
           SELECT "partnerId", key, 'quoteCreate', "inputHash", jsonb_build_object('quote', id) FROM given
           ON CONFLICT (tenant_id, key) DO NOTHING RETURNING answer->>'quote' AS id),
         offered AS (
           ${insertOffers('$2')} WHERE "quoteId" IN (SELECT id FROM claimed))
         INSERT INTO quote (id, partner_id, lender_id, programme_id, scenario, scenario_version, status, outcome,
           obligor_reference, obligor_key, currency, principal_minor, loan, obligor, risk, facts, decision, requested_on,
           created_at, expires_at)
         SELECT id, "partnerId", "lenderId", "programmeId", scenario, "scenarioVersion", status, outcome,
           "obligorReference", "obligorKey", currency, "principalMinor", loan, obligor, risk, facts, decision,
           "requestedOn", "createdAt", "expiresAt"
         FROM given JOIN claimed USING (id) RETURNING id`,
};
const SET_GRANTED = {
  name: 'quote.setGranted',
  text: `UPDATE quote q SET status = g.status, outcome = g.outcome, decision = g.decision, binding_limit = g."bindingLimit"
         FROM jsonb_to_recordset($1) AS g (id text, status text, outcome text, decision jsonb, "bindingLimit" jsonb)
         WHERE q.id = g.id`,
};
const DROP_OFFERS = { name: 'quote.dropOffers', text: 'DELETE FROM offer WHERE quote_id = ANY ($1)' };
const WRITE_OFFERS = { name: 'quote.writeOffers', text: insertOffers('$1') };
const HOLD_EXPOSURE = { name: 'quote.holdExposure', text: insertExposures('$1') };
const WRITE_ANSWERS = {
  name: 'quote.writeAnswers',
  text: `INSERT INTO insurer_answer (quote_id, partner_id, insurer_id, outcome, reasons, limit_facts, answered_at)
         SELECT "quoteId", "partnerId", "insurerId", outcome, reasons, "limitFacts", "answeredAt"
         FROM jsonb_to_recordset($1) AS a ("quoteId" text, "partnerId" text, "insurerId" text, outcome text,
           reasons jsonb, "limitFacts" jsonb, "answeredAt" timestamptz)`,
};

const nameOf = ({ partnerId, idempotency }: QuoteDraft): string => `${partnerId}|${idempotency.key}`;

/**
 * Stores the quotes whose key was free as they were decided, in one order, so that two transactions never wait for each
 * other; returns their ids.
 */
async function storeQuotes(tx: Transaction, drafts: readonly QuoteDraft[]): Promise<ReadonlySet<string>> {
  const inOrder = [...drafts].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const stored = await tx.rows<{ id: string }>(STORE_QUOTES, [
    JSON.stringify(inOrder.map(quoteColumns)),
    JSON.stringify(inOrder.flatMap(draftedOffers).map(offerColumns)),
  ]);
  return new Set(stored.map(({ id }) => id));
}

const askedBy = (drafts: readonly QuoteDraft[]): AskedCapacity[] =>
  drafts.flatMap(({ offers, followers, counterOffers }) => [
    ...[...offers, ...followers].map(({ capacity }) => capacity),
    ...counterOffers.flatMap(({ approvals }) => approvals.map(({ capacity }) => capacity)),
  ]);

interface GrantedBatch {
  readonly granted: readonly GrantedQuote[];
  /** Writes what was taken from the limits, and what had been given back: locking took it out of its queue. */
  readonly close: () => Promise<void>;
}

/** Stores the quotes and locks the limits of a batch at once; what has a key of its own is granted. */
async function grantBatch(tx: Transaction, drafts: readonly QuoteDraft[]): Promise<GrantedBatch> {
  const asked = askedBy(drafts);
  const [stored, locked] = await Promise.all([storeQuotes(tx, drafts), asked.length > 0 && lockLimits(tx, asked)]);
  const ours = drafts.filter(({ id }) => stored.has(id));
  const [first] = drafts;
  if (!locked || !first) {
    return { granted: ours.map((draft) => grantQuote(draft, NO_ROOM)), close: () => Promise.resolve() };
  }
  const day = first.createdAt.toISOString().slice(0, 10);
  const { book, close } = await openBook(tx, locked, { asked: askedBy(ours), day });
  return { granted: ours.map((draft) => grantQuote(draft, book)), close };
}

/** For quotes that no product approved. */
const NO_ROOM = new CapacityBook([], { rates: [], cessions: [], day: '' });

const withCounters = (rows: QuoteRows | undefined, counters: readonly Offer[] | undefined): WrittenQuote =>
  rows && counters ? { quote: { ...rows.quote, counterOffered: true }, offers: [...rows.offers, ...counters] } : rows;

async function writeBatch(tx: Transaction, drafts: readonly QuoteDraft[]): Promise<WrittenQuote[]> {
  const { granted, close } = await grantBatch(tx, drafts);
  const rows = new Map(granted.map((quote) => [quote.draft.id, quoteRows(quote)]));
  const ours = granted.map(({ draft }) => draft);
  const referred = ours.filter(({ referrals }) => referrals.length > 0);
  // Nothing waits for an answer while limits are locked: everything goes in one message, in this order, COMMIT behind it.
  const [, counters] = await tx.ending(
    Promise.all([
      replaceOffers(tx, granted.filter(hasOtherOffers), rows),
      writeCounters(tx, granted),
      setGranted(tx, granted.filter(isChangedByLimits)),
      holdExposure(tx, granted),
      close(),
      writeChallengerScores(tx, ours),
      writeCreditData(
        tx,
        ours.flatMap(({ newConsents }) => newConsents),
        ours.flatMap(({ newReports }) => newReports),
      ),
      writeAnswers(tx, granted.flatMap(insurerAnswerRows)),
      insertReferrals(tx, referred),
      appendEvents(tx, [...granted.map(quoteEvent), ...referred.flatMap(referralsOpened)]),
    ]),
  );
  return drafts.map(({ id }) => withCounters(rows.get(id), counters.get(id)));
}

async function holdExposure(tx: Transaction, granted: readonly GrantedQuote[]): Promise<void> {
  const exposures = granted.flatMap(exposureRows);
  if (exposures.length > 0) await tx.run(HOLD_EXPOSURE, [JSON.stringify(exposures.map(exposureColumns))]);
}

/** Puts the offers that were granted in the place of those that were drafted. */
async function replaceOffers(
  tx: Transaction,
  changed: readonly GrantedQuote[],
  rows: ReadonlyMap<string, QuoteRows>,
): Promise<void> {
  if (changed.length === 0) return;
  const ids = changed.map(({ draft }) => draft.id);
  const offers = ids.flatMap((id) => rows.get(id)?.offers ?? []);
  await Promise.all([
    tx.run(DROP_OFFERS, [ids]),
    offers.length > 0 && tx.run(WRITE_OFFERS, [JSON.stringify(offers.map(offerColumns))]),
  ]);
}

async function setGranted(tx: Transaction, changed: readonly GrantedQuote[]): Promise<void> {
  if (changed.length > 0) await tx.run(SET_GRANTED, [JSON.stringify(changed.map(grantedColumns))]);
}

async function writeAnswers(tx: Transaction, answers: readonly object[]): Promise<void> {
  if (answers.length > 0) await tx.run(WRITE_ANSWERS, [JSON.stringify(answers)]);
}

/**
 * Stores decided quotes and takes the capacity of their offers, many requests in one transaction. Limits are locked,
 * never counted; the transaction acts for the partners and insurers of its quotes and nobody else.
 */
export class QuoteWriter {
  private readonly batches: GroupCommit<QuoteDraft, WrittenQuote>;
  private readonly underWay = new Map<string, Promise<WrittenQuote>>();

  constructor(units: UnitOfWork) {
    this.batches = new GroupCommit(
      (drafts) => {
        const tenants = drafts.flatMap(({ partnerId, decision }) => [
          partnerId,
          ...decision.products.map(({ insurerId }) => insurerId),
        ]);
        return units.run(tenantScope(...new Set(tenants)), (tx) => writeBatch(tx, drafts));
      },
      // The insurers' own limits are in every batch, so batches run one after the other from their lock to their commit:
      // large ones, and a second that stores its quotes meanwhile when they are worth a transaction.
      { maxBatch: 64, maxInFlight: 2, minBeside: 16 },
    );
  }

  /** Waits for an earlier request with the same key, so that two copies of one request never share a batch. */
  async write(draft: QuoteDraft): Promise<WrittenQuote> {
    const name = nameOf(draft);
    await this.underWay.get(name)?.catch(() => undefined);
    const written = this.batches.submit(draft);
    this.underWay.set(name, written);
    try {
      return await written;
    } finally {
      if (this.underWay.get(name) === written) this.underWay.delete(name);
    }
  }
}
