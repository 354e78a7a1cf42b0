import { CircuitBreaker } from '../../outgoing/circuit-breaker.js';
import type { OutgoingAnswer, OutgoingClient } from '../../outgoing/outgoing-client.js';
import type { BureauAnswer, BureauQuestion, CreditBureau } from '../bureau.js';
import { readReport, requestBody } from './bureau-contract.js';

export interface HttpBureauOptions {
  readonly client: Pick<OutgoingClient, 'send'>;
  readonly url: string;
  readonly token: string;
  /** For a call with its retry. */
  readonly deadlineMs: number;
  /** How long a bureau that failed many times in a row is left alone. */
  readonly pauseMs: number;
  /** Told when the bureau is given up and when it is back; no personal data. */
  readonly log: (message: string, details: object) => void;
}

const FAILURES_UNTIL_PAUSE = 10;
/** With less time left a second try could only be cut off. */
const LEAST_MS_FOR_RETRY = 100;

const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** Undefined: the bureau failed in a way that may pass. */
function meaningOf({ status, body }: OutgoingAnswer): BureauAnswer | undefined {
  if (status === 404) return { kind: 'UNKNOWN' };
  if (isPassing(status)) return undefined;
  if (status !== 200) return { kind: 'UNAVAILABLE' };
  try {
    return readReport(JSON.parse(body));
  } catch {
    return { kind: 'UNAVAILABLE' };
  }
}

/**
 * A credit bureau over HTTP, by the contract in bureau-contract.ts. What fails quickly is tried once more within the
 * deadline; a bureau that keeps failing is left alone for a while. Never throws.
 */
export class HttpBureau implements CreditBureau {
  readonly name: string;
  private readonly breaker: CircuitBreaker;

  constructor(private readonly options: HttpBureauOptions) {
    this.name = new URL(options.url).hostname;
    this.breaker = new CircuitBreaker({ failures: FAILURES_UNTIL_PAUSE, openMs: options.pauseMs });
  }

  async report(question: BureauQuestion): Promise<BureauAnswer> {
    if (!this.breaker.mayCall()) return { kind: 'UNAVAILABLE' };
    const endsAtMs = performance.now() + this.options.deadlineMs;
    const body = requestBody(question);
    const first = await this.attempt(body, this.options.deadlineMs);
    const leftMs = endsAtMs - performance.now();
    const answer = first ?? (leftMs >= LEAST_MS_FOR_RETRY ? await this.attempt(body, leftMs) : undefined);
    this.note(answer !== undefined && answer.kind !== 'UNAVAILABLE');
    return answer ?? { kind: 'UNAVAILABLE' };
  }

  private async attempt(body: string, deadlineMs: number): Promise<BureauAnswer | undefined> {
    const { client, url, token } = this.options;
    const sent = await client.send({
      url,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
      body,
      deadlineMs: Math.ceil(deadlineMs),
    });
    if (sent.ok) return meaningOf(sent.value);
    return sent.error.reason === 'BROKEN_OFF' || sent.error.reason === 'UNREACHABLE'
      ? undefined
      : { kind: 'UNAVAILABLE' };
  }

  private note(hasAnswered: boolean): void {
    const wasOpen = this.breaker.isOpen;
    if (hasAnswered) this.breaker.succeeded();
    else this.breaker.hasFailed();
    if (wasOpen === this.breaker.isOpen) return;
    const { log, pauseMs } = this.options;
    if (wasOpen) log('the credit bureau answers again', { bureau: this.name });
    else log('the credit bureau keeps failing and is left alone', { bureau: this.name, pauseMs });
  }
}
