import type { Result } from '../../kernel/index.js';
import { failure } from '../../kernel/index.js';
import { CircuitBreaker } from '../../outgoing/circuit-breaker.js';
import type { OutgoingAnswer, OutgoingClient, OutgoingFailureReason } from '../../outgoing/outgoing-client.js';

/** Why a source gave no answer. FAILING: 429 or 5xx. LEFT_ALONE: it failed too often to be asked. */
export type CallFailure = OutgoingFailureReason | 'FAILING' | 'OTHER_STATUS' | 'MALFORMED' | 'LEFT_ALONE';

/** How to reach a source over HTTP. */
export interface CallTarget {
  readonly client: Pick<OutgoingClient, 'send'>;
  readonly url: string;
  readonly token: string;
  /** For a call with its retry. */
  readonly deadlineMs: number;
  /** How long a source that failed many times in a row is left alone. */
  readonly pauseMs: number;
  /** Told when the source is given up (`true`) and when it is back; no personal data. */
  readonly onPause: (isPaused: boolean) => void;
}

const FAILURES_UNTIL_PAUSE = 10;
/** With less time left a second try could only be cut off. */
const LEAST_MS_FOR_RETRY = 100;
const MAY_PASS: ReadonlySet<CallFailure> = new Set(['BROKEN_OFF', 'UNREACHABLE', 'FAILING']);

/** What an answer with a status that is not 200 means. */
export const statusFailure = (status: number): CallFailure =>
  status === 429 || status >= 500 ? 'FAILING' : 'OTHER_STATUS';

/**
 * JSON posted to a source: what fails quickly is tried once more within the deadline; a source that keeps failing is left
 * alone for a while. Never throws. What an answer means, `read` says.
 */
export class RetriedCall {
  private readonly breaker: CircuitBreaker;

  constructor(private readonly target: CallTarget) {
    this.breaker = new CircuitBreaker({ failures: FAILURES_UNTIL_PAUSE, openMs: target.pauseMs });
  }

  async post<T>(
    body: string,
    read: (answer: OutgoingAnswer) => Result<T, CallFailure>,
  ): Promise<Result<T, CallFailure>> {
    if (!this.breaker.mayCall()) return failure('LEFT_ALONE');
    const { deadlineMs } = this.target;
    const endsAtMs = performance.now() + deadlineMs;
    const first = await this.attempt(body, deadlineMs, read);
    const leftMs = endsAtMs - performance.now();
    const again = !first.ok && MAY_PASS.has(first.error) && leftMs >= LEAST_MS_FOR_RETRY;
    const answer = again ? await this.attempt(body, leftMs, read) : first;
    this.note(answer.ok);
    return answer;
  }

  private async attempt<T>(
    body: string,
    deadlineMs: number,
    read: (answer: OutgoingAnswer) => Result<T, CallFailure>,
  ): Promise<Result<T, CallFailure>> {
    const { client, url, token } = this.target;
    const sent = await client.send({
      url,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
      body,
      deadlineMs: Math.ceil(deadlineMs),
    });
    if (!sent.ok) return failure(sent.error.reason);
    try {
      return read(sent.value);
    } catch {
      return failure('MALFORMED');
    }
  }

  private note(hasAnswered: boolean): void {
    const wasOpen = this.breaker.isOpen;
    if (hasAnswered) this.breaker.succeeded();
    else this.breaker.hasFailed();
    if (wasOpen !== this.breaker.isOpen) this.target.onPause(!wasOpen);
  }
}
