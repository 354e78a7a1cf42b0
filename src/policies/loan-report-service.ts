import { tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Clock } from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';
import { type LoanReportLine, type ReadLine, readLine } from './loan-report.js';
import { takeLines } from './loan-report-taking.js';
import { byPolicy, type FeedFollowers, type LinesByPolicy, type RejectedLine, type TakenLines } from './taken-lines.js';

/** A reversal whose report has not come yet. */
export interface WaitingLine {
  readonly index: number;
  readonly policy: string;
  readonly sequence: number;
  /** The sequence it waits for. */
  readonly reverses: number;
}

/** What became of every line of a call: the three add up to the lines sent. */
export interface LoanReportReceipt {
  readonly accepted: number;
  readonly duplicates: number;
  /** Of the accepted ones, those that take reports back which have not come yet. */
  readonly waiting: readonly WaitingLine[];
  readonly rejected: readonly RejectedLine[];
}

export const MAX_REPORTS = 1_000;
const POLICIES_AT_ONCE = 250;

/** The lines of one transaction each. */
function chunksOf(lines: readonly ReadLine[]): LinesByPolicy[] {
  const policies = [...byPolicy(lines)];
  const chunks: LinesByPolicy[] = [];
  for (let at = 0; at < policies.length; at += POLICIES_AT_ONCE) {
    chunks.push(new Map(policies.slice(at, at + POLICIES_AT_ONCE)));
  }
  return chunks;
}

export interface LoanReportOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly followers?: FeedFollowers;
}

/**
 * Takes the servicing feed of loans: any order, any number of times. Each report counts once, and where a loan stands
 * depends only on what was reported. Not responsible for time passing (delinquency) nor for claims.
 */
export class LoanReportService {
  constructor(private readonly options: LoanReportOptions) {}

  /**
   * Takes up to 1,000 lines; lines beyond are rejected with `TOO_MANY_REPORTS`. A line that is wrong is rejected on its
   * own. Lines are written in transactions of up to 250 policies: when one fails the error is thrown, and sending
   * everything again is safe.
   */
  async report(viewer: Viewer, lines: readonly LoanReportLine[]): Promise<LoanReportReceipt> {
    const { units, clock, followers } = this.options;
    const refused: RejectedLine[] = lines.slice(MAX_REPORTS).map(({ policy, sequence }, at) => ({
      index: MAX_REPORTS + at,
      policy,
      sequence,
      code: 'TOO_MANY_REPORTS',
      message: `a call takes at most ${MAX_REPORTS} reports; upload a file to report more`,
    }));
    const read: ReadLine[] = [];
    for (const [index, line] of lines.slice(0, MAX_REPORTS).entries()) {
      const { policy, sequence } = line;
      const result = readLine(line, index);
      if (result.ok) read.push(result.value);
      else refused.push({ index, policy, sequence, ...result.error });
    }
    const taking = { reporter: viewer.organisationId, clock, cause: 'loanReport', followers };
    const taken: TakenLines[] = [];
    for (const chunk of chunksOf(read)) {
      taken.push(await units.run(tenantScope(viewer.organisationId), (tx) => takeLines(tx, chunk, taking)));
    }
    return {
      accepted: taken.reduce((sum, { accepted }) => sum + accepted, 0),
      duplicates: taken.reduce((sum, { duplicates }) => sum + duplicates.length, 0),
      waiting: taken
        .flatMap(({ waiting }) => waiting)
        .map(({ index, policy, sequence, reversal }) => ({
          index,
          policy,
          sequence,
          reverses: Number(reversal?.reverses),
        }))
        .sort((a, b) => a.index - b.index),
      rejected: [...refused, ...taken.flatMap(({ rejected }) => rejected)].sort((a, b) => a.index - b.index),
    };
  }
}
