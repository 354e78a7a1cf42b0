import { failure, type Result, success } from '../../kernel/index.js';
import type { OutgoingAnswer } from '../../outgoing/outgoing-client.js';
import type { BureauAnswer, BureauQuestion, CreditBureau } from '../bureau.js';
import { readReport, requestBody } from './bureau-contract.js';
import { type CallFailure, type CallTarget, RetriedCall, statusFailure } from './retried-call.js';

export interface HttpBureauOptions extends Omit<CallTarget, 'onPause'> {
  /** Told when the bureau is given up and when it is back; no personal data. */
  readonly log: (message: string, details: object) => void;
}

function meaningOf({ status, body }: OutgoingAnswer): Result<BureauAnswer, CallFailure> {
  if (status === 404) return success({ kind: 'UNKNOWN' });
  if (status !== 200) return failure(statusFailure(status));
  const report = readReport(JSON.parse(body));
  return report.kind === 'UNAVAILABLE' ? failure('MALFORMED') : success(report);
}

/** A credit bureau over HTTP, by the contract in bureau-contract.ts. Never throws. */
export class HttpBureau implements CreditBureau {
  readonly name: string;
  private readonly call: RetriedCall;

  constructor({ log, ...target }: HttpBureauOptions) {
    const bureau = new URL(target.url).hostname;
    this.name = bureau;
    const { pauseMs } = target;
    const onPause = (isPaused: boolean): void => {
      if (isPaused) log('the credit bureau keeps failing and is left alone', { bureau, pauseMs });
      else log('the credit bureau answers again', { bureau });
    };
    this.call = new RetriedCall({ ...target, onPause });
  }

  async report(question: BureauQuestion): Promise<BureauAnswer> {
    const answer = await this.call.post(requestBody(question), meaningOf);
    return answer.ok ? answer.value : { kind: 'UNAVAILABLE' };
  }
}
