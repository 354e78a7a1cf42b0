import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { EarningSegment } from '../entities/index.js';
import type { PremiumLine } from '../finance/premium.js';
import { type CalendarDate, type CurrencyCode, dateInZone, invariant } from '../kernel/index.js';
import { premiumReduced, premiumWritten } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { premiumShares, riskTransfersOf } from '../ledger/risk-transfer.js';
import type { BookedPolicy, PremiumBooking } from './booking.js';
import { creditPremium, issueInvoices } from './invoices.js';
import { type EarningAmounts, type EarningPart, endOn, reduce, type Segment, spread, stretch } from './segments.js';
import { takeUnderTreaty } from './treaty.js';

const OF_POLICY = {
  name: 'earning.ofPolicy',
  text: `SELECT ${selectList(EarningSegment)} FROM earning_segment WHERE policy_id = $1 ORDER BY number`,
};
const FORGET = {
  name: 'earning.forget',
  text: 'DELETE FROM earning_segment WHERE policy_id = $1 RETURNING lender_id AS "lenderId"',
};
const INSERT = {
  name: 'earning.insert',
  text: `INSERT INTO earning_segment (policy_id, partner_id, insurer_id, lender_id, programme_id, currency, number, booked_on,
           from_on, to_on, premium_minor, commission_minor, ceded_minor, ceding_commission_minor)
         SELECT $1, $2, $3, $4, $5, $6, s.* FROM unnest($7::integer[], $8::date[], $9::date[], $10::date[], $11::bigint[],
           $12::bigint[], $13::bigint[], $14::bigint[]) AS s`,
};
const ZONE = { name: 'earning.zone', text: 'SELECT time_zone AS "timeZone" FROM programme WHERE id = $1' };

/** The spans over which the premium of a policy is earned, oldest first. */
export async function readSegments(tx: Transaction, policyId: string): Promise<Segment[]> {
  const rows = await tx.rows<EarningSegment>(OF_POLICY, [policyId]);
  return rows.map((row) => ({ ...row, ...datesOf(row) }));
}

const datesOf = ({ bookedOn, fromOn, toOn }: EarningSegment) => ({
  bookedOn: bookedOn as CalendarDate,
  fromOn: fromOn as CalendarDate,
  toOn: toOn as CalendarDate,
});

/** The close books what is earned by lender: a loan that is assigned to another one stays with its first one there. */
async function replaceSegments(tx: Transaction, policy: BookedPolicy, segments: readonly Segment[]): Promise<void> {
  const [known] = await tx.rows<{ lenderId: string }>(FORGET, [policy.id]);
  await tx.run(INSERT, [
    policy.id,
    policy.partnerId,
    policy.insurerId,
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

const sumOf = (lines: readonly PremiumLine[], wanted: (kind: PremiumLine['kind']) => boolean): bigint =>
  lines.filter(({ kind }) => wanted(kind)).reduce((sum, { minor }) => sum + minor, 0n);

/** What of the lines is earned over time, for the account of whom. Tax is owed at once and never earned. */
async function earnedLater(tx: Transaction, { policy, lines }: PremiumBooking): Promise<EarningAmounts> {
  const transfer = (await riskTransfersOf(tx, [policy.id])).get(policy.id);
  const premium = sumOf(lines, (kind) => kind !== 'TAX');
  const commission = sumOf(lines, (kind) => kind === 'COMMISSION');
  return premiumShares(premium, commission, transfer);
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

/**
 * Books premium as written: asked for by invoice, earned over `parts` of the cover, with tax, commission, and what co-insurers
 * and reinsurers take of it. The first time, the policy comes under its insurer's treaty of the day.
 */
export async function writePremium(
  tx: Transaction,
  booking: PremiumBooking,
  parts: readonly EarningPart[],
): Promise<void> {
  const { policy, lines, on } = booking;
  if (lines.every(({ minor }) => minor === 0n)) return;
  await joinTenants(tx, [policy.insurerId]);
  const known = await readSegments(tx, policy.id);
  if (known.length === 0) await takeUnderTreaty(tx, policy, on);
  const postings = premiumWritten(policy.currency as CurrencyCode, lines);
  await postJournal(tx, { ...journalOf(booking), kind: 'PREMIUM_WRITTEN', postings });
  await issueInvoices(tx, booking, booking.instalments);
  await replaceSegments(tx, policy, [...known, ...spread(await earnedLater(tx, booking), parts, on)]);
}

/**
 * Books premium that goes back, with a credit note, for cover from `from` on, or all of the term when `from` is its start. It comes out of
 * what is not yet earned; what was earned for days before `from` stays earned.
 */
export async function reducePremium(tx: Transaction, booking: PremiumBooking, from: CalendarDate): Promise<void> {
  const { policy, lines, on } = booking;
  if (lines.every(({ minor }) => minor === 0n)) return;
  await joinTenants(tx, [policy.insurerId]);
  const postings = premiumReduced(policy.currency as CurrencyCode, lines);
  await postJournal(tx, { ...journalOf(booking), kind: 'PREMIUM_REDUCED', postings });
  await creditPremium(tx, booking);
  const segments = await readSegments(tx, policy.id);
  const returned = await earnedLater(tx, booking);
  await replaceSegments(tx, policy, reduce(segments, returned, { from, bookedOn: on }));
}

/** Cover ends on another day: what is for days from `from` on is earned evenly until then. */
export async function moveCoverEnd(
  tx: Transaction,
  policy: BookedPolicy,
  move: { readonly from: CalendarDate; readonly endsOn: CalendarDate; readonly on: CalendarDate },
): Promise<void> {
  const segments = await readSegments(tx, policy.id);
  if (segments.length > 0) await replaceSegments(tx, policy, stretch(segments, move));
}

/** Cover ended at `at`: premium that did not go back is earned on the business date. */
export async function endEarning(tx: Transaction, policy: BookedPolicy, at: Date): Promise<void> {
  const segments = await readSegments(tx, policy.id);
  if (segments.length === 0) return;
  await joinTenants(tx, [policy.partnerId]);
  const [programme] = await tx.rows<{ timeZone: string }>(ZONE, [policy.programmeId]);
  invariant(programme, `policy ${policy.id} has a programme`);
  const on = dateInZone(at, programme.timeZone);
  if (segments.every(({ toOn }) => toOn <= on)) return;
  await replaceSegments(tx, policy, endOn(segments, on));
}
