import type { Transaction } from '../database/unit-of-work.js';
import { giveNotices, noticeAmount } from '../documents/give-notice.js';
import type { GivenNotice } from '../documents/notice.js';
import type { CalendarDate } from '../kernel/index.js';
import { totalOf } from './history/cover.js';
import type { PlannedStep } from './history/step.js';
import type { PolicyFile } from './policy-file.js';

interface WrittenStep {
  readonly step: PlannedStep;
  /** Of its transaction. */
  readonly id: string;
  readonly refundTo: 'PAYER' | 'LENDER' | null;
}

function noticeOf(
  { policy }: PolicyFile,
  { step, id: about, refundTo }: WrittenStep,
  on: CalendarDate,
): GivenNotice | undefined {
  // Before activation no premium was asked for.
  const changeMinor = policy.activatedAt ? totalOf(step.premiumLines) : 0n;
  const amount = (minor: bigint): string | null => (minor > 0n ? noticeAmount(minor, policy.currency) : null);
  const given = { policyId: policy.id, about, version: 1, on };
  const refund = amount(-changeMinor);
  const lastDayOfCover = step.effectiveOn;
  switch (step.request.change) {
    case 'CANCELLATION': {
      const { reason } = step.request;
      const figures = { reason, lastDayOfCover, refund, refundTo: refund === null ? null : refundTo };
      return { kind: 'CANCELLATION', ...given, figures };
    }
    case 'LAPSE': {
      const { unpaidSince } = step.request;
      return { kind: 'LAPSE', ...given, figures: { unpaidSince, lastDayOfCover, refund } };
    }
    case 'REINSTATEMENT': {
      const figures = { inForceFrom: step.effectiveOn, charge: amount(changeMinor) };
      return { kind: 'REINSTATEMENT', ...given, figures };
    }
    default:
      return undefined;
  }
}

/** Gives notice of a step with which cover ends or comes back; of other steps the certificate tells. */
export async function giveNoticeOfStep(
  tx: Transaction,
  { file, written }: { readonly file: PolicyFile; readonly written: WrittenStep },
  { on, at }: { readonly on: CalendarDate; readonly at: Date },
): Promise<void> {
  const notice = noticeOf(file, written, on);
  if (notice) await giveNotices(tx, [notice], at);
}
