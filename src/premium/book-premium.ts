import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { EarningSegment } from '../entities/index.js';
import { type CalendarDate, type CurrencyCode, dateInZone, invariant } from '../kernel/index.js';
import type { AccountCode } from '../ledger/accounts.js';
import { premiumReduced, premiumWritten } from '../ledger/entries.js';
import { type JournalDraft, type PlannedJournal, plannedJournals, postWithTransfers } from '../ledger/journal.js';
import type { BookedPolicy, InvoiceDraft, PremiumBooking } from './booking.js';
import { creditPremium, invoicesOf, issueInvoices, totalOf } from './invoices.js';
import {
  type EarningAmounts,
  type EarningPart,
  endOn,
  negatedAmounts,
  reduce,
  type Segment,
  spread,
  stretch,
} from './segments.js';
import { takeUnderTreaties } from './treaty.js';

const OF_POLICY = {
  name: 'earning.ofPolicy',
  text: `SELECT ${selectList(EarningSegment)} FROM earning_segment WHERE policy_id = $1 ORDER BY insurer_id, number`,
};
const FORGET = {
  name: 'earning.forget',
  text: 'DELETE FROM earning_segment WHERE policy_id = $1 AND insurer_id = $2 RETURNING lender_id AS "lenderId"',
};
const INSERT = {
  name: 'earning.insert',
  text: `INSERT INTO earning_segment (policy_id, partner_id, insurer_id, lender_id, programme_id, currency, number, booked_on,
           from_on, to_on, premium_minor, commission_minor, ceded_minor, ceding_commission_minor)
         SELECT $1, $2, $3, $4, $5, $6, s.* FROM unnest($7::integer[], $8::date[], $9::date[], $10::date[], $11::bigint[],
           $12::bigint[], $13::bigint[], $14::bigint[]) AS s`,
};
const ZONE = { name: 'earning.zone', text: 'SELECT time_zone AS "timeZone" FROM programme WHERE id = $1' };

/** The spans over which the premium of a policy is earned by each of its insurers, oldest first. */
export async function readSegments(
  tx: Transaction,
  policyId: string,
): Promise<ReadonlyMap<string, readonly Segment[]>> {
  const rows = await tx.rows<EarningSegment>(OF_POLICY, [policyId]);
  const byInsurer = new Map<string, Segment[]>();
  for (const row of rows) {
    byInsurer.set(row.insurerId, [...(byInsurer.get(row.insurerId) ?? []), { ...row, ...datesOf(row) }]);
  }
  return byInsurer;
}

const datesOf = ({ bookedOn, fromOn, toOn }: EarningSegment) => ({
  bookedOn: bookedOn as CalendarDate,
  fromOn: fromOn as CalendarDate,
  toOn: toOn as CalendarDate,
});

/** The close books what is earned by lender: a loan that is assigned to another one stays with its first one there. */
async function replaceSegments(
  tx: Transaction,
  policy: BookedPolicy,
  { insurerId, segments }: { readonly insurerId: string; readonly segments: readonly Segment[] },
): Promise<void> {
  const [known] = await tx.rows<{ lenderId: string }>(FORGET, [policy.id, insurerId]);
  await tx.run(INSERT, [
    policy.id,
    policy.partnerId,
    insurerId,
    known?.lenderId ?? policy.lenderId,
    policy.programmeId,
    policy.currency,
    segments.map((_, at) => at + 1),
    segments.map(({ bookedOn }) => bookedOn),
    segments.map(({ fromOn }) => fromOn),
    segments.map(({ toOn }) => toOn),
    segments.map(({ premiumMinor }) => String(premiumMinor)),
    segments.map(({ commissionMinor }) => String(commissionMinor)),
    segments.map(({ cededMinor }) => String(cededMinor)),
    segments.map(({ cedingCommissionMinor }) => String(cedingCommissionMinor)),
  ]);
}

/** What journals of a premium leave to each insurer and its reinsurers to be earned. Tax is owed at once and never earned. */
function earnedLater(journals: readonly JournalDraft[]): ReadonlyMap<string, EarningAmounts> {
  const insurerIds = [...new Set(journals.map(({ insurerId }) => insurerId))];
  return new Map(
    insurerIds.map((id) => {
      const postings = journals.filter(({ insurerId }) => insurerId === id).flatMap((journal) => journal.postings);
      const on = (account: AccountCode): bigint =>
        postings.filter((posting) => posting.account === account).reduce((sum, { minor }) => sum + minor, 0n);
      const amounts = {
        premiumMinor: -on('UNEARNED_PREMIUM'),
        commissionMinor: on('DEFERRED_COMMISSION'),
        cededMinor: on('REINSURERS_UNEARNED'),
        cedingCommissionMinor: -on('DEFERRED_CEDING_COMMISSION'),
      };
      return [id, amounts] as const;
    }),
  );
}

const journalOf = ({ policy, subjectId, on, at }: PremiumBooking) => ({
  insurerId: policy.insurerId,
  partnerId: policy.partnerId,
  lenderId: policy.lenderId,
  policyId: policy.id,
  subjectId,
  bookedOn: on,
  recordedAt: at,
});

const writtenJournal = (booking: PremiumBooking): JournalDraft => ({
  ...journalOf(booking),
  kind: 'PREMIUM_WRITTEN',
  postings: premiumWritten(booking.policy.currency as CurrencyCode, booking.lines),
});

/**
 * What `writePremium` would book and ask for; nothing is written. Of a policy whose premium was never written nothing is ceded
 * yet: it comes under treaties of which only its insurers know.
 */
export async function writtenPremium(
  tx: Transaction,
  booking: PremiumBooking,
): Promise<{ readonly journals: readonly PlannedJournal[]; readonly invoices: readonly InvoiceDraft[] }> {
  if (totalOf(booking.lines) === 0n) return { journals: [], invoices: [] };
  const { subjectId: _subject, recordedAt: _at, ...journal } = writtenJournal(booking);
  return { journals: await plannedJournals(tx, [journal]), invoices: invoicesOf(booking) };
}

/**
 * Books premium as written: asked for by invoice, earned over `parts` of the cover, with tax, commission, and what co-insurers
 * and reinsurers take of it. The first time, the policy comes under its insurers' treaties of the day.
 */
export async function writePremium(
  tx: Transaction,
  booking: PremiumBooking,
  parts: readonly EarningPart[],
): Promise<void> {
  const { policy, lines, on } = booking;
  if (lines.every(({ minor }) => minor === 0n)) return;
  await joinTenants(tx, [policy.partnerId, policy.insurerId]);
  const known = await readSegments(tx, policy.id);
  if (known.size === 0) await takeUnderTreaties(tx, policy, on);
  const written = await postWithTransfers(tx, writtenJournal(booking));
  await issueInvoices(tx, booking);
  for (const [insurerId, amounts] of earnedLater(written)) {
    const segments = [...(known.get(insurerId) ?? []), ...spread(amounts, parts, on)];
    await replaceSegments(tx, policy, { insurerId, segments });
  }
}

/**
 * Books premium that goes back, with a credit note, for cover from `from` on, or all of the term when `from` is its start. It comes out of
 * what is not yet earned; what was earned for days before `from` stays earned.
 */
export async function reducePremium(tx: Transaction, booking: PremiumBooking, from: CalendarDate): Promise<void> {
  const { policy, lines, on } = booking;
  if (lines.every(({ minor }) => minor === 0n)) return;
  await joinTenants(tx, [policy.partnerId, policy.insurerId]);
  const postings = premiumReduced(policy.currency as CurrencyCode, lines);
  const reduced = await postWithTransfers(tx, { ...journalOf(booking), kind: 'PREMIUM_REDUCED', postings });
  await creditPremium(tx, booking);
  const known = await readSegments(tx, policy.id);
  for (const [insurerId, amounts] of earnedLater(reduced)) {
    const segments = reduce(known.get(insurerId) ?? [], negatedAmounts(amounts), { from, bookedOn: on });
    await replaceSegments(tx, policy, { insurerId, segments });
  }
}

/** Cover ends on another day: what is for days from `from` on is earned evenly until then. */
export async function moveCoverEnd(
  tx: Transaction,
  policy: BookedPolicy,
  move: { readonly from: CalendarDate; readonly endsOn: CalendarDate; readonly on: CalendarDate },
): Promise<void> {
  await joinTenants(tx, [policy.partnerId]);
  for (const [insurerId, segments] of await readSegments(tx, policy.id)) {
    await replaceSegments(tx, policy, { insurerId, segments: stretch(segments, move) });
  }
}

/** Cover ended at `at`: premium that did not go back is earned on the business date. */
export async function endEarning(tx: Transaction, policy: BookedPolicy, at: Date): Promise<void> {
  await joinTenants(tx, [policy.partnerId]);
  const known = await readSegments(tx, policy.id);
  if (known.size === 0) return;
  const [programme] = await tx.rows<{ timeZone: string }>(ZONE, [policy.programmeId]);
  invariant(programme, `policy ${policy.id} has a programme`);
  const on = dateInZone(at, programme.timeZone);
  for (const [insurerId, segments] of known) {
    if (segments.every(({ toOn }) => toOn <= on)) continue;
    await replaceSegments(tx, policy, { insurerId, segments: endOn(segments, on) });
  }
}
