export interface CircuitBreakerOptions {
  /** Failures in a row after which nothing is tried any more. */
  readonly failures: number;
  /** How long; then a single call may try. */
  readonly openMs: number;
  /** A clock that only moves forward, in milliseconds. */
  readonly now?: () => number;
}

/**
 * Spares a source that is down, and whoever would wait for it: after some failures in a row calls are refused at once;
 * after a while one goes through as a probe, and its success lets everybody through again.
 */
export class CircuitBreaker {
  private failed = 0;
  private openUntil: number | undefined;
  private readonly now: () => number;

  constructor(private readonly options: CircuitBreakerOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  get isOpen(): boolean {
    return this.openUntil !== undefined;
  }

  /** Whether a call may be made now; who gets true must report how it went. */
  mayCall(): boolean {
    if (this.openUntil === undefined) return true;
    if (this.now() < this.openUntil) return false;
    // The probe's own time: until it reports, or another period is over, nobody else goes.
    this.openUntil = this.now() + this.options.openMs;
    return true;
  }

  succeeded(): void {
    this.failed = 0;
    this.openUntil = undefined;
  }

  hasFailed(): void {
    this.failed += 1;
    if (this.failed >= this.options.failures) this.openUntil = this.now() + this.options.openMs;
  }
}
