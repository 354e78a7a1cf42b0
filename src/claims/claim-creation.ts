import type { Transaction } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import { type CalendarDate, calendarDate, dateInZone, newId, yearOf } from '../kernel/index.js';
import type { ClaimStatus } from '../lifecycle/machines.js';
import { type Assessment, type OtherInsurance, storedAssessment } from './assessment.js';
import type { Requirement } from './checklist.js';
import type { Moment } from './claim-command.js';
import { claimEvent } from './claim-events.js';
import { reviewBegun } from './claim-review.js';
import type { ClaimRow } from './claim-row.js';
import type { InsuredLoan } from './insured-loan.js';
import { reserveLosses } from './loss-reserve.js';

const NUMBERS = { name: 'claim.numbers', text: `SELECT nextval('claim_number') AS number FROM generate_series(1, $1)` };
const INSERT = {
  name: 'claim.insert',
  text: `INSERT INTO claim (id, number, policy_id, loan_id, partner_id, insurer_id, lender_id, status, origin,
           defaulted_on, triggered_on, currency, assessment, computed_minor, notified_at, requirements, other_insurance)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
           $8::text[], $9::text[], $10::date[], $11::date[], $12::text[], $13::jsonb[], $14::bigint[], $15::timestamptz[],
           $16::jsonb[], $17::jsonb[])`,
};
const RECORD_FIRST_MOVES = {
  name: 'claim.recordFirstMoves',
  text: `INSERT INTO state_change (machine, subject_id, partner_id, insurer_id, lender_id, from_state, to_state, cause, occurred_at)
         SELECT 'Claim', id, partner_id, insurer_id, lender_id, 'NOTIFIED', to_state, $6, $7
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
           AS moved (id, partner_id, insurer_id, lender_id, to_state)`,
};

/** A claim that is ready to be written. */
export interface ClaimDraft {
  readonly id: string;
  readonly loan: InsuredLoan;
  readonly triggeredOn: CalendarDate;
  readonly assessment: Assessment;
  readonly requirements: readonly Requirement[];
  readonly otherInsurance: readonly OtherInsurance[];
}

export interface CreationContext extends Moment {
  readonly origin: 'FEED' | 'LENDER';
}

export const newClaimId = (): string => newId('claim');

function rowOf(draft: ClaimDraft, position: bigint, { origin, at, claimNumber }: CreationContext): ClaimRow {
  const { id, loan, triggeredOn, assessment, requirements, otherInsurance } = draft;
  return {
    id,
    number: claimNumber(position, yearOf(dateInZone(at, loan.timeZone))),
    policyId: loan.policyId,
    loanId: loan.loanId,
    partnerId: loan.partnerId,
    insurerId: loan.insurerId,
    lenderId: loan.lenderId,
    status: 'NOTIFIED',
    outcome: null,
    origin,
    defaultedOn: calendarDate(loan.oldestUnpaidDueOn ?? triggeredOn),
    triggeredOn,
    currency: loan.currency,
    assessment: storedAssessment(assessment),
    computedMinor: assessment.indemnityMinor,
    approvedMinor: null,
    paidMinor: 0n,
    decisionReason: null,
    decidedBy: null,
    notifiedAt: at,
    decidedAt: null,
    paidAt: null,
    closedAt: null,
    requirements,
    deadlines: [],
    noticeOn: null,
    rejectionCode: null,
    otherInsurance,
    overpaidMinor: 0n,
    policyNumber: loan.policyNumber,
    scenario: loan.scenario,
    scenarioVersion: loan.scenarioVersion,
  };
}

const columnsOf = (rows: readonly ClaimRow[]): unknown[][] => [
  rows.map(({ id }) => id),
  rows.map(({ number }) => number),
  rows.map(({ policyId }) => policyId),
  rows.map(({ loanId }) => loanId),
  rows.map(({ partnerId }) => partnerId),
  rows.map(({ insurerId }) => insurerId),
  rows.map(({ lenderId }) => lenderId),
  rows.map(({ status }) => status),
  rows.map(({ origin }) => origin),
  rows.map(({ defaultedOn }) => defaultedOn),
  rows.map(({ triggeredOn }) => triggeredOn),
  rows.map(({ currency }) => currency),
  rows.map(({ assessment }) => JSON.stringify(assessment)),
  rows.map(({ computedMinor }) => String(computedMinor)),
  rows.map(({ notifiedAt }) => notifiedAt),
  rows.map(({ requirements }) => JSON.stringify(requirements)),
  rows.map(({ otherInsurance }) => JSON.stringify(otherInsurance)),
];

/**
 * Writes claims that nobody has looked at yet: notified, and at once waiting for evidence or under review.
 * The caller holds the locks on their loans and knows that none of them has a live claim.
 */
export async function createClaims(
  tx: Transaction,
  drafts: readonly ClaimDraft[],
  context: CreationContext,
): Promise<void> {
  if (drafts.length === 0) return;
  const { at, cause } = context;
  const numbers = await tx.rows<{ number: bigint }>(NUMBERS, [drafts.length]);
  const notified = drafts.map((draft, index) => rowOf(draft, numbers[index]?.number ?? 0n, context));
  const moved = notified.map((claim, index) => {
    const needsEvidence = drafts[index]?.requirements.some(({ required }) => required);
    const status: ClaimStatus = needsEvidence ? 'EVIDENCE_PENDING' : 'UNDER_REVIEW';
    return { ...claim, status };
  });
  await tx.run(INSERT, columnsOf(moved));
  await tx.run(RECORD_FIRST_MOVES, [
    moved.map(({ id }) => id),
    moved.map(({ partnerId }) => partnerId),
    moved.map(({ insurerId }) => insurerId),
    moved.map(({ lenderId }) => lenderId),
    moved.map(({ status }) => status),
    cause,
    at,
  ]);
  await appendEvents(tx, [
    ...notified.map((claim) => claimEvent('claim.notified', claim, { at, cause })),
    ...moved.map((claim) =>
      claimEvent(claim.status === 'UNDER_REVIEW' ? 'claim.reviewStarted' : 'claim.evidenceRequested', claim, {
        at,
        cause,
      }),
    ),
  ]);
  await reserveLosses(
    tx,
    moved.map(({ id }) => id),
    at,
  );
  for (const claim of moved) if (claim.status === 'UNDER_REVIEW') await reviewBegun(tx, claim, context);
}
