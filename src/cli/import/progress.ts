import type { Counts } from './tally.js';

export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TERMINAL_EVERY_MS = 200;
const LOG_EVERY_MS = 10_000;

const duration = (seconds: number): string => {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(whole >= 60 ? [`${minutes} min`] : []), `${whole % 60} s`].join(
    ' ',
  );
};

function progressLine(counts: Counts, expectedRows: number, seconds: number): string {
  const { rows, approved, referred, declined, failed } = counts;
  const perSecond = seconds > 0 ? rows / seconds : 0;
  const left = perSecond > 0 ? duration(Math.max(0, expectedRows - rows) / perSecond) : 'unknown';
  const share = expectedRows > 0 ? ` (${Math.min(100, Math.floor((100 * rows) / expectedRows))} %)` : '';
  return (
    `${rows} of about ${expectedRows} rows${share}, ${perSecond.toFixed(0)} a second, ${left} left: ` +
    `${approved} approved, ${referred} referred, ${declined} declined, ${failed} failed`
  );
}

/** Tells how far it is: one line that is rewritten on a terminal, a line now and then in a log. */
export class ProgressLine {
  private readonly startedMs = performance.now();
  private shownMs = this.startedMs;
  private isOpen = false;

  constructor(private readonly target: ProgressTarget) {}

  show(counts: Counts, expectedRows: number): void {
    const nowMs = performance.now();
    if (nowMs - this.shownMs < (this.target.isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS)) return;
    this.shownMs = nowMs;
    const line = progressLine(counts, expectedRows, (nowMs - this.startedMs) / 1000);
    this.target.write(this.target.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    this.isOpen = this.target.isTTY === true;
  }

  /** Ends the line that is being rewritten, so that something else can be said. */
  finish(): void {
    if (this.isOpen) this.target.write('\n');
    this.isOpen = false;
  }
}
