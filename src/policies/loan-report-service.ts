import { type Transaction, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Loan } from '../entities/index.js';
import { type CalendarDate, type Clock, today } from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';
import { loanFromStored } from '../underwriting/loan-request.js';
import { type LoanPosting, postEntries } from './loan-posting.js';
import {
  judgeLine,
  type LineProblem,
  LOAN_NOT_ACTIVE,
  type LoanReportLine,
  type ReadLine,
  readLine,
  UNKNOWN_POLICY,
} from './loan-report.js';
import { entriesOfLoans, lockLoans, type StoredEntry } from './loan-rows.js';

export interface RejectedLine extends LineProblem {
  /** Position in the request, from 0. */
  readonly index: number;
  readonly policy: string;
  readonly sequence: number;
}

/** What became of every line of a call: the three add up to the lines sent. */
export interface LoanReportReceipt {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly RejectedLine[];
}

export const MAX_REPORTS = 1_000;
const POLICIES_AT_ONCE = 250;

const VISIBLE_POLICIES = {
  name: 'loanReport.visiblePolicies',
  text: 'SELECT id FROM policy WHERE id = ANY($1) AND (partner_id = $2 OR lender_id = $2)',
};

const rejected = ({ index, policy, sequence }: ReadLine, { code, message }: LineProblem): RejectedLine => ({
  index,
  policy,
  sequence,
  code,
  message,
});

/** The lines of one transaction, by policy and in the order they were sent. */
type Chunk = ReadonlyMap<string, readonly ReadLine[]>;

function chunksOf(lines: readonly ReadLine[]): Chunk[] {
  const byPolicy = new Map<string, ReadLine[]>();
  for (const line of lines) {
    const sent = byPolicy.get(line.policy);
    if (sent) sent.push(line);
    else byPolicy.set(line.policy, [line]);
  }
  const policies = [...byPolicy];
  const chunks: Chunk[] = [];
  for (let at = 0; at < policies.length; at += POLICIES_AT_ONCE) {
    chunks.push(new Map(policies.slice(at, at + POLICIES_AT_ONCE)));
  }
  return chunks;
}

/**
 * Takes the servicing feed of loans: any order, any number of times. Each report counts once, and where a loan stands
 * depends only on what was reported. Not responsible for time passing (delinquency) nor for claims.
 */
export class LoanReportService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /**
   * Takes up to 1,000 lines; lines beyond are rejected with `TOO_MANY_REPORTS`. A line that is wrong is rejected on its
   * own. Lines are written in transactions of up to 250 policies: when one fails the error is thrown, and sending
   * everything again is safe.
   */
  async report(viewer: Viewer, lines: readonly LoanReportLine[]): Promise<LoanReportReceipt> {
    const refused: RejectedLine[] = lines.slice(MAX_REPORTS).map(({ policy, sequence }, at) => ({
      index: MAX_REPORTS + at,
      policy,
      sequence,
      code: 'TOO_MANY_REPORTS',
      message: `a call takes at most ${MAX_REPORTS} reports`,
    }));
    const read: ReadLine[] = [];
    for (const [index, line] of lines.slice(0, MAX_REPORTS).entries()) {
      const { policy, sequence } = line;
      const result = readLine(line, index);
      if (result.ok) read.push(result.value);
      else refused.push({ index, policy, sequence, ...result.error });
    }
    const receipts: LoanReportReceipt[] = [];
    for (const chunk of chunksOf(read)) {
      const scope = tenantScope(viewer.organisationId);
      receipts.push(await this.options.units.run(scope, (tx) => this.take(tx, viewer, chunk)));
    }
    return {
      accepted: receipts.reduce((sum, { accepted }) => sum + accepted, 0),
      duplicates: receipts.reduce((sum, { duplicates }) => sum + duplicates, 0),
      rejected: [...refused, ...receipts.flatMap((receipt) => receipt.rejected)].sort((a, b) => a.index - b.index),
    };
  }

  private async take(tx: Transaction, viewer: Viewer, chunk: Chunk): Promise<LoanReportReceipt> {
    const { clock } = this.options;
    const reporter = viewer.organisationId;
    const locked = await lockLoans(tx, [...chunk.keys()]);
    const loans = locked.filter(({ partnerId, lenderId }) => partnerId === reporter || lenderId === reporter);
    const known = await entriesOfLoans(
      tx,
      loans.map(({ id }) => id),
    );
    const judged = loans.map((loan) =>
      judgeLoan(loan, {
        lines: chunk.get(loan.policyId) ?? [],
        known: known.get(loan.id) ?? [],
        today: today(clock, loan.timeZone),
      }),
    );
    await postEntries(
      tx,
      judged.flatMap(({ posting }) => (posting.added.length > 0 ? posting : [])),
      { at: clock.now(), cause: 'loanReport', kind: 'loan.reported', today: (zone) => today(clock, zone) },
    );
    const withLoan = new Set(loans.map(({ policyId }) => policyId));
    const others = [...chunk.keys()].filter((policy) => !withLoan.has(policy));
    return {
      accepted: judged.reduce((sum, { posting }) => sum + posting.added.length, 0),
      duplicates: judged.reduce((sum, { duplicates }) => sum + duplicates, 0),
      rejected: [
        ...judged.flatMap((loan) => loan.rejected),
        ...(await this.withoutLoan(tx, reporter, { policies: others, chunk })),
      ],
    };
  }

  private async withoutLoan(
    tx: Transaction,
    reporter: string,
    { policies, chunk }: { readonly policies: readonly string[]; readonly chunk: Chunk },
  ): Promise<RejectedLine[]> {
    if (policies.length === 0) return [];
    const visible = new Set(
      (await tx.rows<{ id: string }>(VISIBLE_POLICIES, [policies, reporter])).map(({ id }) => id),
    );
    return policies.flatMap((policy) =>
      (chunk.get(policy) ?? []).map((line) => rejected(line, visible.has(policy) ? LOAN_NOT_ACTIVE : UNKNOWN_POLICY)),
    );
  }
}

interface JudgedLoan {
  readonly posting: LoanPosting;
  readonly duplicates: number;
  readonly rejected: readonly RejectedLine[];
}

function judgeLoan(
  loan: Loan,
  sent: {
    readonly lines: readonly ReadLine[];
    readonly known: readonly StoredEntry[];
    readonly today: CalendarDate;
  },
): JudgedLoan {
  const hashes = new Map<bigint, string>();
  for (const { source, sequence, contentHash } of sent.known) {
    if (source === 'SERVICER') hashes.set(sequence, contentHash);
  }
  const { disbursedOn } = loanFromStored(loan.terms);
  const added: StoredEntry[] = [];
  const refused: RejectedLine[] = [];
  let duplicates = 0;
  for (const line of sent.lines) {
    const verdict = judgeLine(line, { loan, disbursedOn, today: sent.today, known: hashes });
    if (!verdict.ok) refused.push(rejected(line, verdict.error));
    else if (verdict.value === 'DUPLICATE') duplicates += 1;
    else {
      added.push(verdict.value);
      hashes.set(verdict.value.sequence, verdict.value.contentHash);
    }
  }
  return { posting: { loan, known: sent.known, added }, duplicates, rejected: refused };
}
