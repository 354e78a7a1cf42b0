import type { Transaction } from '../database/unit-of-work.js';
import { dateInZone, type FieldIssue, invalidInput, issue, notFound, refuse, yearOf } from '../kernel/index.js';
import { type ComplaintStatus, complaintLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { USUAL_CLAIM_TERMS } from '../underwriting/claim-terms.js';
import { isParty, type Moment, type Side, type Step } from './claim-command.js';
import { type ComplaintRow, lockComplaint, tellComplaint } from './complaint-row.js';
import { beginDeadline, type Deadline, endDeadline } from './deadlines.js';
import { lockInsuredLoan } from './insured-loan.js';

const MAX_TEXT_LENGTH = 5_000;

const POLICY = {
  name: 'complaint.policy',
  text: `SELECT p.id, p.partner_id AS "partnerId", p.insurer_id AS "insurerId", p.lender_id AS "lenderId",
           m.time_zone AS "timeZone"
         FROM policy p LEFT JOIN programme m ON m.id = p.programme_id AND m.partner_id = p.partner_id WHERE p.id = $1`,
};
const CLAIM_OF_POLICY = { name: 'complaint.claim', text: 'SELECT id FROM claim WHERE id = $1 AND policy_id = $2' };
const NUMBER = { name: 'complaint.number', text: `SELECT nextval('complaint_number') AS number` };
const INSERT = {
  name: 'complaint.insert',
  text: `INSERT INTO complaint (id, number, policy_id, claim_id, partner_id, insurer_id, lender_id, complainant, about, body,
           status, deadlines, notice_on, time_zone, warning_days, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'RECEIVED', $11, $12, $13, $14, $15)`,
};
const ANSWER = {
  name: 'complaint.answer',
  text: `UPDATE complaint SET outcome = $2, answer = $3, answered_by = $4, answered_at = $5, deadlines = $6, notice_on = NULL
         WHERE id = $1`,
};
const END = {
  name: 'complaint.end',
  text: 'UPDATE complaint SET closed_at = $2, deadlines = $3, notice_on = NULL WHERE id = $1',
};

export const COMPLAINANTS = ['OBLIGOR', 'LENDER', 'PARTNER'] as const;
export const COMPLAINT_SUBJECTS = [
  'CLAIM_DECISION',
  'PAYMENT',
  'DELAY',
  'RECOVERY',
  'PREMIUM',
  'SALE',
  'PERSONAL_DATA',
  'OTHER',
] as const;

export interface ComplaintInput {
  readonly policy: string;
  /** A claim of the policy. */
  readonly claim: string | null;
  /** Whose complaint it is, whoever sends it. */
  readonly complainant: (typeof COMPLAINANTS)[number];
  readonly about: (typeof COMPLAINT_SUBJECTS)[number];
  /** 1 to 5,000 characters. */
  readonly text: string;
}

const textIssues = (path: string, text: string): FieldIssue[] =>
  text.trim().length > 0 && text.trim().length <= MAX_TEXT_LENGTH
    ? []
    : [issue(path, 'BAD_LENGTH', `must have 1 to ${MAX_TEXT_LENGTH} characters`)];

const deadlinesOf = ({ deadlines }: ComplaintRow): readonly Deadline[] => deadlines as readonly Deadline[];

interface ComplainedPolicy {
  readonly id: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
  /** Null for a viewer that does not see the programme. */
  readonly timeZone: string | null;
}

/** When the answer is due, by the product's terms once the loan is paid out, else by what is usual. */
async function promiseOf(tx: Transaction, policy: ComplainedPolicy, { assessor, at }: Moment) {
  const loan = await lockInsuredLoan(tx, policy.id);
  const { complaintDays, warningDays } = loan ? await assessor.claimTerms(tx, loan) : USUAL_CLAIM_TERMS;
  const timeZone = loan?.timeZone ?? policy.timeZone ?? 'UTC';
  const on = dateInZone(at, timeZone);
  return {
    timeZone,
    on,
    warningDays,
    begun: beginDeadline([], { kind: 'ANSWER', on, days: complaintDays, warningDays }),
  };
}

/** Registers a complaint. For every party of the policy, also for the obligor, who has no key. */
export async function openComplaint(
  tx: Transaction,
  { id, ...input }: ComplaintInput & { readonly id: string },
  step: Step,
): Promise<void> {
  const { viewer, at, cause, complaintNumber } = step;
  const [policy] = await tx.rows<ComplainedPolicy>(POLICY, [input.policy]);
  if (!policy || !(['INSURED', 'INSURER'] as const).some((side) => isParty(viewer, policy, side))) {
    return refuse(notFound('policy', input.policy));
  }
  if (input.claim !== null && (await tx.rows(CLAIM_OF_POLICY, [input.claim, policy.id])).length === 0) {
    refuse(notFound('claim', input.claim));
  }
  const issues = textIssues('text', input.text);
  if (issues.length > 0) refuse(invalidInput(issues));
  const { timeZone, on, warningDays, begun } = await promiseOf(tx, policy, step);
  const [position] = await tx.rows<{ number: bigint }>(NUMBER);
  await tx.run(INSERT, [
    id,
    complaintNumber(position?.number ?? 0n, yearOf(on)),
    policy.id,
    input.claim,
    policy.partnerId,
    policy.insurerId,
    policy.lenderId,
    input.complainant,
    input.about,
    input.text.trim(),
    JSON.stringify(begun.all),
    begun.noticeOn,
    timeZone,
    warningDays,
    at,
  ]);
  await tellComplaint(tx, id, { kind: 'complaint.received', at, cause });
}

async function lockComplaintFor(
  tx: Transaction,
  id: string,
  step: Step,
  sides: readonly Side[],
): Promise<ComplaintRow> {
  const complaint = await lockComplaint(tx, id);
  if (!complaint || !sides.some((side) => isParty(step.viewer, complaint, side))) {
    return refuse(notFound('complaint', id));
  }
  return complaint;
}

const moveComplaint = (tx: Transaction, complaint: ComplaintRow, to: ComplaintStatus, { cause, at }: Moment) =>
  transition(tx, {
    machine: complaintLifecycle,
    table: 'complaint',
    id: complaint.id,
    to,
    cause,
    at,
    parties: complaint,
  });

export type ComplaintMove = 'IN_REVIEW' | 'ESCALATED' | 'WITHDRAWN' | 'CLOSED';

/** The insurer takes a complaint up; the complainant's side withdraws it or goes further; either side lets it rest. */
const MOVED_BY: Readonly<Record<ComplaintMove, readonly Side[]>> = {
  IN_REVIEW: ['INSURER'],
  ESCALATED: ['INSURED'],
  WITHDRAWN: ['INSURED'],
  CLOSED: ['INSURER', 'INSURED'],
};

export async function moveComplaintTo(
  tx: Transaction,
  { complaint: id, to }: { readonly complaint: string; readonly to: ComplaintMove },
  step: Step,
): Promise<void> {
  const { at, cause } = step;
  const complaint = await lockComplaintFor(tx, id, step, MOVED_BY[to]);
  await moveComplaint(tx, complaint, to, step);
  if (to === 'WITHDRAWN' || to === 'CLOSED') {
    const { all } = endDeadline(deadlinesOf(complaint), dateInZone(at, complaint.timeZone), 'DROPPED');
    await tx.run(END, [id, at, JSON.stringify(all)]);
  }
  await tellComplaint(tx, id, { kind: 'complaint.moved', at, cause });
}

export interface AnswerInput {
  readonly complaint: string;
  readonly outcome: 'UPHELD' | 'PARTLY_UPHELD' | 'NOT_UPHELD';
  /** 1 to 5,000 characters. */
  readonly answer: string;
}

/** The insurer's answer; a complaint that was taken further can be answered again. */
export async function answerComplaint(tx: Transaction, input: AnswerInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const complaint = await lockComplaintFor(tx, input.complaint, step, ['INSURER']);
  const issues = textIssues('answer', input.answer);
  if (issues.length > 0) refuse(invalidInput(issues));
  const { all } = endDeadline(deadlinesOf(complaint), dateInZone(at, complaint.timeZone), 'DONE');
  await tx.run(ANSWER, [complaint.id, input.outcome, input.answer.trim(), viewer.keyId, at, JSON.stringify(all)]);
  await moveComplaint(tx, complaint, 'ANSWERED', step);
  await tellComplaint(tx, complaint.id, { kind: 'complaint.answered', at, cause });
}
