import { type Question, systemScope, type Transaction } from '../database/unit-of-work.js';
import { dateInZone, newId, type Outcome } from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type ClaimDependencies, type Request, runCommand } from './claim-command.js';
import {
  type ComplaintRow,
  complaintPage,
  complaintsOfClaims,
  lockComplaint,
  readComplaint,
  readComplaints,
  tellComplaint,
} from './complaint-row.js';
import {
  type AnswerInput,
  answerComplaint,
  type ComplaintInput,
  type ComplaintMove,
  moveComplaintTo,
  openComplaint,
} from './complaint-steps.js';
import { type Deadline, noticeOf } from './deadlines.js';

const CAUSE = 'complaintDeadlines';
const AT_ONCE = 200;

// A day ahead of the date line: the exact date is the loan's.
const DUE = {
  name: 'complaint.noticesDue',
  text: `SELECT id FROM complaint WHERE notice_on <= ($1::timestamptz AT TIME ZONE 'UTC')::date + 1 AND id > $2
         ORDER BY id LIMIT $3`,
};
const SET = {
  name: 'complaint.setDeadlines',
  text: 'UPDATE complaint SET deadlines = $2, notice_on = $3 WHERE id = $1',
};

export interface ComplaintPage {
  /** Exclusive bounds of the id. */
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  readonly status?: readonly string[] | null | undefined;
  readonly policy?: string | null | undefined;
  readonly claim?: string | null | undefined;
}

/**
 * Complaints about policies and claims, from receipt to answer, and their deadline. Not responsible for righting what
 * was wrong: that is a claim reopened, a policy changed, a payment.
 */
export class ComplaintService {
  constructor(private readonly dependencies: ClaimDependencies) {}

  open(request: Request, input: ComplaintInput): Promise<Outcome<ComplaintRow>> {
    const id = newId('complaint');
    return runCommand(this.dependencies, request, {
      operation: 'complaintOpen',
      input,
      id,
      work: (tx, step) => openComplaint(tx, { ...input, id }, step),
      read: readComplaint,
    });
  }

  move(
    request: Request,
    input: { readonly complaint: string; readonly to: ComplaintMove },
  ): Promise<Outcome<ComplaintRow>> {
    return runCommand(this.dependencies, request, {
      operation: 'complaintMove',
      input,
      id: input.complaint,
      work: (tx, step) => moveComplaintTo(tx, input, step),
      read: readComplaint,
    });
  }

  answer(request: Request, input: AnswerInput): Promise<Outcome<ComplaintRow>> {
    return runCommand(this.dependencies, request, {
      operation: 'complaintAnswer',
      input,
      id: input.complaint,
      work: (tx, step) => answerComplaint(tx, input, step),
      read: readComplaint,
    });
  }

  byIds(viewer: Viewer, ids: readonly string[]): Promise<ComplaintRow[]> {
    return this.read(viewer, (tx) => readComplaints(tx, ids));
  }

  /** Oldest first. */
  ofClaims(viewer: Viewer, claimIds: readonly string[]): Promise<ComplaintRow[]> {
    return this.read(viewer, (tx) => complaintsOfClaims(tx, claimIds));
  }

  page(
    viewer: Viewer,
    { above, below, direction, limit, status, policy, claim }: ComplaintPage,
  ): Promise<ComplaintRow[]> {
    const values = [viewer.organisationId, above, below, status ?? null, policy ?? null, claim ?? null, limit];
    return this.read(viewer, (tx) => tx.rows<ComplaintRow>(complaintPage(direction, viewer.organisationKind), values));
  }

  /** Has rows where `tellDue` has something to do. */
  due(): Question[] {
    return [{ statement: DUE, values: [this.dependencies.clock.now(), '', 1] }];
  }

  /** Says which answers are soon due and which are late. Answers how many notices were given; each is given once. */
  async tellDue(): Promise<number> {
    const { units, clock } = this.dependencies;
    let told = 0;
    for (let after = ''; ; ) {
      const at = clock.now();
      const due = await units.rows<{ id: string }>(systemScope, DUE, [at, after, AT_ONCE]);
      for (const { id } of due) if (await units.run(systemScope, (tx) => tellOne(tx, id, at))) told += 1;
      const last = due.at(-1);
      if (!last || due.length < AT_ONCE) return told;
      after = last.id;
    }
  }

  private read<T>(viewer: Viewer, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.dependencies.units.run(scopeOf(viewer), work, { readOnly: true });
  }
}

async function tellOne(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const complaint = await lockComplaint(tx, id);
  if (!complaint) return false;
  const all = complaint.deadlines as readonly Deadline[];
  const notice = noticeOf(all, dateInZone(at, complaint.timeZone), complaint.warningDays);
  if (!notice) return false;
  await tx.run(SET, [id, JSON.stringify(notice.all), notice.noticeOn]);
  const kind = notice.kind === 'MISSED' ? 'complaint.deadlineMissed' : 'complaint.deadlineApproaching';
  await tellComplaint(tx, id, { kind, at, cause: CAUSE, details: { deadline: { ...notice.deadline } } });
  return true;
}
