import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { type Quote, Referral } from '../entities/index.js';
import { appendEvents, type NewEvent } from '../events/event-log.js';
import { type ReferralStatus, referralLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { storedLoan } from './loan-request.js';
import type { QuoteDraft } from './quote-draft.js';

const HOUR_MS = 3_600_000;

const INSERT_REFERRALS = {
  name: 'referral.insert',
  text: `INSERT INTO referral (id, partner_id, insurer_id, quote_id, product_version_id, status, scenario, currency,
           principal_minor, sum_insured_minor, premium_minor, loan, obligor, risk, facts, decision, created_at, deadline)
         SELECT id, "partnerId", "insurerId", "quoteId", "productVersionId", 'OPEN', scenario, currency,
           "principalMinor", "sumInsuredMinor", "premiumMinor", loan, obligor, risk, facts, decision, "createdAt", deadline
         FROM jsonb_to_recordset($1) AS r (id text, "partnerId" text, "insurerId" text, "quoteId" text,
           "productVersionId" text, scenario text, currency text, "principalMinor" bigint, "sumInsuredMinor" bigint,
           "premiumMinor" bigint, loan jsonb, obligor jsonb, risk jsonb, facts jsonb, decision jsonb,
           "createdAt" timestamptz, deadline timestamptz)`,
};
const OPEN_OF_QUOTE = {
  name: 'referral.openOfQuote',
  text: `SELECT ${selectList(Referral)} FROM referral WHERE quote_id = $1 AND status IN ('OPEN', 'ASSIGNED') ORDER BY id`,
};

const deadlineOf = (draft: QuoteDraft, hours: number): Date => new Date(draft.createdAt.getTime() + hours * HOUR_MS);

/** Stores what the products of these quotes passed on to people; nothing is asked of the database without any. */
export async function insertReferrals(tx: Transaction, drafts: readonly QuoteDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  const rows = drafts.flatMap((draft) =>
    draft.referrals.map(({ id, insurerId, productVersionId, decision, priced, decideWithinHours }) => ({
      id,
      partnerId: draft.partnerId,
      insurerId,
      quoteId: draft.id,
      productVersionId,
      scenario: draft.scenario,
      currency: draft.loan.currency,
      principalMinor: String(draft.loan.principalMinor),
      sumInsuredMinor: String(priced.sumInsuredMinor),
      premiumMinor: String(priced.premium.totalMinor),
      loan: storedLoan(draft.loan),
      obligor: draft.obligor,
      risk: draft.risk,
      facts: draft.facts,
      decision,
      createdAt: draft.createdAt,
      deadline: deadlineOf(draft, decideWithinHours),
    })),
  );
  await tx.run(INSERT_REFERRALS, [JSON.stringify(rows)]);
}

/** The insurers hear that somebody waits for them. */
export const referralsOpened = (draft: QuoteDraft): NewEvent[] =>
  draft.referrals.map(({ id, insurerId, decision, decideWithinHours }) => ({
    ownerId: draft.partnerId,
    insurerId,
    kind: 'referral.opened',
    subjectKind: 'referral',
    subjectId: id,
    payload: {
      quote: draft.id,
      deadline: deadlineOf(draft, decideWithinHours).toISOString(),
      reasons: decision.reasons.map(({ code }) => code),
    },
    occurredAt: draft.createdAt,
    cause: 'quoteCreate',
    module: draft.scenario,
    moduleVersion: draft.scenarioVersion,
  }));

export interface ReferralMove {
  readonly to: ReferralStatus;
  readonly at: Date;
  readonly cause: string;
}

/** Moves a referral in its lifecycle. */
export const moveReferral = (tx: Transaction, referral: Referral, { to, at, cause }: ReferralMove): Promise<void> =>
  transition(tx, {
    machine: referralLifecycle,
    table: 'referral',
    id: referral.id,
    to,
    cause,
    at,
    parties: { partnerId: referral.partnerId, insurerId: referral.insurerId, lenderId: null },
  });

/** What partner and insurer both hear; nothing of what the insurer's people wrote. */
export const referralEvent = (
  referral: Referral,
  kind: 'referral.assigned' | 'referral.decided' | 'referral.expired',
  { at, cause, ...payload }: { readonly at: Date; readonly cause: string; readonly outcome?: string },
): NewEvent => ({
  ownerId: referral.partnerId,
  insurerId: referral.insurerId,
  kind,
  subjectKind: 'referral',
  subjectId: referral.id,
  payload: { quote: referral.quoteId, ...payload },
  occurredAt: at,
  cause,
});

export const openReferralsOf = (tx: Transaction, quoteId: string): Promise<Referral[]> =>
  tx.rows<Referral>(OPEN_OF_QUOTE, [quoteId]);

/** Ends what is still open of a quote that needs no decision any more. The caller holds the quote's lock. */
export async function closeReferrals(
  tx: Transaction,
  quote: Pick<Quote, 'id' | 'status' | 'deskDecision'>,
  context: { readonly at: Date; readonly cause: string },
): Promise<void> {
  if (quote.status !== 'REFERRED' && quote.deskDecision === null) return;
  for (const referral of await openReferralsOf(tx, quote.id)) {
    await moveReferral(tx, referral, { to: 'EXPIRED', ...context });
    await appendEvents(tx, [referralEvent(referral, 'referral.expired', context)]);
  }
}
