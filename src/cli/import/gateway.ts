import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** The import cannot go on: the key is refused, or nobody answers. Rows that were not answered stay undone. */
export class GatewayStop extends Error {}

export interface GatewayOptions {
  /** With or without `/graphql`. */
  readonly url: string;
  readonly key: string;
  /** Attempts of one request after the first, for failures that may pass. */
  readonly retries: number;
  /** Ends waiting, not a request that is under way. */
  readonly signal: AbortSignal;
  readonly requestTimeoutMs?: number;
  /** Longest wait before the first retry; doubles up to `LONGEST_WAIT_MS`. */
  readonly firstWaitMs?: number;
}

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z
          .object({
            code: z.string().optional(),
            retryable: z.boolean().optional(),
            reference: z.string().optional(),
            retryAfterSeconds: z.number().optional(),
          })
          .optional(),
      }),
    )
    .optional(),
});

type GraphQLAnswer = z.infer<typeof answerSchema>;

/** The gateway answered, and its answer is an error. */
export interface GatewayFailure {
  readonly code: string;
  readonly message: string;
}

export type GatewayAnswer =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: GatewayFailure };

type Attempt =
  | { readonly kind: 'ANSWERED'; readonly answer: GatewayAnswer }
  | { readonly kind: 'SLOW_DOWN'; readonly waitMs: number }
  | { readonly kind: 'MAY_PASS'; readonly error: GatewayFailure; readonly isReachable: boolean };

const REQUEST_TIMEOUT_MS = 30_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 425, 500, 502, 503, 504]);
const UNUSABLE_KEY: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN']);

const mayPass = (code: string, message: string, isReachable = true): Attempt => ({
  kind: 'MAY_PASS',
  error: { code, message },
  isReachable,
});

const graphqlUrl = (url: string): string => {
  const address = new URL(url);
  if (address.pathname === '/') address.pathname = '/graphql';
  return address.toString();
};

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

async function read(response: Response): Promise<GraphQLAnswer | undefined> {
  try {
    return answerSchema.parse(await response.json());
  } catch {
    return undefined;
  }
}

function slowDown(response: Response, answer: GraphQLAnswer | undefined): Attempt | undefined {
  const limited = answer?.errors?.find(({ extensions }) => extensions?.code === 'RATE_LIMITED');
  if (response.status !== 429 && !limited) return undefined;
  const seconds = Number(response.headers.get('retry-after') ?? limited?.extensions?.retryAfterSeconds ?? 1);
  return { kind: 'SLOW_DOWN', waitMs: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 300) * 1000 : 1000 };
}

function judge(response: Response, answer: GraphQLAnswer | undefined): Attempt {
  const wait = slowDown(response, answer);
  if (wait) return wait;
  const [first] = answer?.errors ?? [];
  if (first) {
    const { code = `HTTP_${response.status}`, retryable, reference } = first.extensions ?? {};
    if (UNUSABLE_KEY.has(code)) throw new GatewayStop(`the gateway refuses the key: ${first.message}`);
    const message = reference === undefined ? first.message : `${first.message} (${reference})`;
    if (retryable === true || code === 'SHUTTING_DOWN') return mayPass(code, message);
    return { kind: 'ANSWERED', answer: { ok: false, error: { code, message } } };
  }
  if (answer?.data) return { kind: 'ANSWERED', answer: { ok: true, data: answer.data } };
  if (RETRYABLE_STATUS.has(response.status)) return mayPass(`HTTP_${response.status}`, response.statusText, false);
  throw new GatewayStop(`the address answers with status ${response.status}, but not in GraphQL`);
}

/**
 * One gateway, asked by many rows at once. What may pass is asked again with the same variables, so with the same
 * idempotency key; a rate limit makes all rows wait, not only the one that met it.
 */
export class Gateway {
  private readonly url: string;
  private resumeAtMs = 0;

  /** Requests that had to be repeated. */
  repeated = 0;

  constructor(private readonly options: GatewayOptions) {
    this.url = graphqlUrl(options.url);
  }

  /** @throws GatewayStop; or the signal's reason when it ends a wait */
  async ask(query: string, variables: object): Promise<GatewayAnswer> {
    const body = JSON.stringify({ query, variables });
    const { retries, signal } = this.options;
    for (let failures = 0; ; ) {
      await this.waitForOthers();
      const attempt = await this.attempt(body);
      if (attempt.kind === 'ANSWERED') return attempt.answer;
      this.repeated += 1;
      if (attempt.kind === 'SLOW_DOWN') {
        this.resumeAtMs = Math.max(this.resumeAtMs, performance.now() + attempt.waitMs);
        continue;
      }
      failures += 1;
      if (failures > retries) {
        if (!attempt.isReachable) throw new GatewayStop(`${this.url} does not answer: ${attempt.error.message}`);
        return { ok: false, error: attempt.error };
      }
      await sleep(this.waitMs(failures), undefined, { signal });
    }
  }

  // "Full jitter": rows that failed together do not come back together.
  private waitMs(failures: number): number {
    const ceiling = Math.min(LONGEST_WAIT_MS, (this.options.firstWaitMs ?? FIRST_WAIT_MS) * 2 ** (failures - 1));
    return randomInt(Math.ceil(ceiling / 10), Math.ceil(ceiling) + 1);
  }

  private async waitForOthers(): Promise<void> {
    for (;;) {
      const waitMs = this.resumeAtMs - performance.now();
      if (waitMs <= 0) return;
      // Spread over a fifth of the wait, lest everybody starts in the same millisecond.
      await sleep(waitMs + randomInt(0, Math.ceil(waitMs / 5) + 1), undefined, { signal: this.options.signal });
    }
  }

  private async attempt(body: string): Promise<Attempt> {
    const { key, requestTimeoutMs = REQUEST_TIMEOUT_MS } = this.options;
    let response: Response;
    let answer: GraphQLAnswer | undefined;
    try {
      response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${key}` },
        body,
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      answer = await read(response);
    } catch (error) {
      return mayPass('UNREACHABLE', causeOf(error), false);
    }
    return judge(response, answer);
  }
}
