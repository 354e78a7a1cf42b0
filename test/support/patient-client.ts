import { setTimeout as pause } from 'node:timers/promises';
import type { GraphQLAnswer } from './api.js';

export interface Question {
  readonly token: string;
  readonly query: string;
  readonly variables?: object;
}

const ONE_TRY_MS = 8_000;
const ALL_TRIES_MS = 40_000;
const BETWEEN_TRIES_MS = 20;

/** One request to the gateway at `url`, without a second try. */
export async function askOnce(url: string, { token, query, variables }: Question): Promise<GraphQLAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(ONE_TRY_MS),
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphQLAnswer, 'status'>) };
}

/** Whether the answer asks for another try: the gateway is leaving, or says so itself. */
const isRetryable = ({ status, errors }: GraphQLAnswer): boolean =>
  status === 503 || (errors?.every(({ extensions }) => extensions.retryable === true) ?? false);

/**
 * What a well-written client does: it sends the same request, with the same key, until it has an answer. It takes
 * turns between the gateways that `urls` names at the time. A refusal to retry fails the test with the whole answer.
 */
export class PatientClient {
  /** Tries that brought no answer, by what came instead. */
  readonly faults: Record<string, number> = {};
  private turn = 0;

  constructor(private readonly urls: () => readonly string[]) {}

  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
  async data(question: Question): Promise<any> {
    const endsAtMs = performance.now() + ALL_TRIES_MS;
    for (;;) {
      const answer = await this.tryOnce(question);
      if (answer) return answer.data;
      if (performance.now() > endsAtMs) throw new Error(`no answer in time; ${JSON.stringify(this.faults)}`);
      await pause(BETWEEN_TRIES_MS);
    }
  }

  private async tryOnce(question: Question): Promise<GraphQLAnswer | undefined> {
    const urls = this.urls();
    this.turn += 1;
    const url = urls[this.turn % urls.length];
    const answer = url && (await askOnce(url, question).catch((error: unknown) => this.note(error)));
    if (!answer) return undefined;
    if (!answer.errors && answer.status === 200) return answer;
    if (!isRetryable(answer)) throw new Error(`not to be retried: ${JSON.stringify(answer, null, 2)}`);
    return this.note(answer.errors?.[0]?.extensions.code ?? answer.status);
  }

  private note(fault: unknown): undefined {
    const { cause } = fault as { readonly cause?: { readonly code?: string } };
    const name = cause?.code ?? String(fault);
    this.faults[name] = (this.faults[name] ?? 0) + 1;
  }
}
