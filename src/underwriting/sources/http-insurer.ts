import { failure, type Result, success } from '../../kernel/index.js';
import type { OutgoingAnswer } from '../../outgoing/outgoing-client.js';
import type { ExternalInsurer, InsurerAnswer } from '../external-insurer.js';
import { type InsurerReply, type InsurerRequest, insurerReply } from './insurer-contract.js';
import { type CallFailure, type CallTarget, RetriedCall, statusFailure } from './retried-call.js';

export interface HttpInsurerOptions extends Omit<CallTarget, 'onPause'> {
  /** Told when the insurer is given up and when it is back; no personal data. */
  readonly log: (message: string, details: object) => void;
}

function meaningOf({ status, body }: OutgoingAnswer): Result<InsurerReply, CallFailure> {
  if (status !== 200) return failure(statusFailure(status));
  const parsed = insurerReply.safeParse(JSON.parse(body));
  return parsed.success ? success(parsed.data) : failure('MALFORMED');
}

/** An insurer's own system over HTTP, by the contract in insurer-contract.ts. Never throws. */
export class HttpInsurer implements ExternalInsurer {
  private readonly call: RetriedCall;

  constructor({ log, ...target }: HttpInsurerOptions) {
    const insurer = new URL(target.url).hostname;
    const { pauseMs } = target;
    const onPause = (isPaused: boolean): void => {
      if (isPaused) log('an external insurer keeps failing and is left alone', { insurer, pauseMs });
      else log('an external insurer answers again', { insurer });
    };
    this.call = new RetriedCall({ ...target, onPause });
  }

  async ask(question: InsurerRequest): Promise<InsurerAnswer> {
    const answer = await this.call.post(JSON.stringify(question), meaningOf);
    return answer.ok ? answer.value : { outcome: 'UNAVAILABLE', failure: answer.error };
  }
}
