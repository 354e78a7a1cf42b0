import { type CalendarDate, daysBetween } from '../../kernel/index.js';
import type { Stage } from './cover.js';
import { ADVANCE, CLOCK, POLICY, REPORT } from './documents.js';
import { minor } from './figures.js';
import type { Answer } from './gateway.js';
import { StoryError } from './story-error.js';

export interface Reporter {
  readonly policy: string;
  /** Whose key reports. */
  readonly user: string;
  sequence: number;
}

export async function businessDate({ gateway }: Stage): Promise<CalendarDate> {
  const { businessClock } = await gateway.ask('operator', CLOCK);
  if (!businessClock.simulated) throw new StoryError('the story needs a sandbox, whose clock can be advanced');
  return businessClock.now.slice(0, 10);
}

/** Lives through the days up to `date`; what the daily tasks did, by name. */
export async function liveUntil(stage: Stage, date: CalendarDate): Promise<Readonly<Record<string, number>>> {
  const days = daysBetween(await businessDate(stage), date);
  if (days <= 0) return {};
  const { sandboxClockAdvance } = await stage.gateway.ask('operator', ADVANCE, { days });
  return Object.fromEntries(sandboxClockAdvance.done.map(({ task, count }: Answer) => [task, count]));
}

export const readLoan = async ({ gateway }: Stage, { user, policy }: Reporter): Promise<Answer> =>
  (await gateway.ask(user, POLICY, { id: policy })).policy;

const isPaid = (row: Answer): boolean => minor(row.paidPrincipal) + minor(row.paidInterest) === minor(row.total);

/** Reports the payment of the oldest unpaid instalment on its due date, and the same report once more. */
export async function payOldest(stage: Stage, reporter: Reporter, on: CalendarDate): Promise<void> {
  const { loan } = await readLoan(stage, reporter);
  const oldest = loan.schedule.find((row: Answer) => !isPaid(row));
  if (!oldest) throw new StoryError(`nothing is left to pay on ${reporter.policy}`);
  reporter.sequence += 1;
  const { policy, sequence } = reporter;
  const report = { policy, sequence, effectiveOn: on, repayment: { amount: oldest.total } };
  const { loanReport } = await stage.gateway.ask(reporter.user, REPORT, { reports: [report, report] });
  stage.tell.check('a payment counts once', loanReport, { accepted: 1, duplicates: 1, rejected: [] });
}

export async function reportMissed(stage: Stage, reporter: Reporter, on: CalendarDate): Promise<void> {
  reporter.sequence += 1;
  const { policy, sequence } = reporter;
  const report = { policy, sequence, effectiveOn: on, missed: {} };
  const { loanReport } = await stage.gateway.ask(reporter.user, REPORT, { reports: [report] });
  stage.tell.check('a missed instalment is taken', loanReport, { accepted: 1, duplicates: 0, rejected: [] });
}
