import { type FieldIssue, issue, type Money } from '../kernel/index.js';
import { atPartner, EACH, type LimitBasis, type LimitDimension, type LimitMeasure, NO_CURRENCY } from './limit.js';

/** What a limit is of: the members of its unique key, beside the insurer. */
export interface LimitShape {
  readonly dimension: LimitDimension;
  readonly subject: string;
  readonly currency: string;
  readonly rule: string;
  readonly measure: LimitMeasure;
  readonly windowDays: number;
  readonly basis: LimitBasis;
  readonly obligorKind: 'ANY' | 'PERSON' | 'COMPANY';
  readonly converts: boolean;
}

/** A limit to set: a known one by its id, or one described by what it is of. */
export interface LimitRequest {
  /** For the operator: whose. */
  readonly insurer: string | null;
  readonly limit: string | null;
  readonly dimension: LimitDimension | null;
  readonly subject: string | null;
  readonly each: boolean;
  readonly obligor: {
    readonly kind: 'PERSON' | 'COMPANY';
    readonly country: string;
    readonly identityNumber: string;
  } | null;
  readonly measure: LimitMeasure;
  readonly windowDays: number;
  readonly basis: LimitBasis;
  readonly obligorKind: LimitShape['obligorKind'];
  readonly countsOtherCurrencies: boolean;
  readonly cap: Money | null;
  readonly capCount: number | null;
  readonly reason: string;
}

const OF_OBLIGORS: readonly LimitDimension[] = ['OBLIGOR', 'OBLIGOR_GROUP', 'OBLIGOR_AT_PARTNER'];
const MAX_WINDOW_DAYS = 366;

function capIssues({ cap, capCount, measure }: LimitRequest): FieldIssue[] {
  if (cap && capCount !== null)
    return [issue('capCount', 'NOT_APPLICABLE', 'is given beside cap; a limit has one of them')];
  if (!cap && capCount === null) return [issue('cap', 'REQUIRED', 'or capCount must say how much')];
  if (cap && cap.minor < 0n) return [issue('cap.amount', 'OUT_OF_RANGE', 'must be zero or more')];
  if (capCount !== null && capCount < 0) return [issue('capCount', 'OUT_OF_RANGE', 'must be zero or more')];
  if ((measure === 'COUNT') !== (capCount !== null)) {
    return [issue('measure', 'CAP_MISMATCH', 'COUNT goes with capCount, the others with cap')];
  }
  return [];
}

/** Of an obligor at a partner: `subject` is the partner, and beside it stands who borrows. */
function pairIssues(partner: string | null, { each, obligor }: Pick<LimitRequest, 'each' | 'obligor'>): FieldIssue[] {
  if (each === (obligor !== null))
    return [issue('obligor', 'REQUIRED', 'exactly one of obligor and each must be given')];
  if (obligor && !partner) return [issue('subject', 'REQUIRED', 'must be the partner, beside its obligor')];
  return [];
}

function subjectIssues({ dimension, subject, each, obligor }: LimitRequest): FieldIssue[] {
  if (!dimension) return [issue('dimension', 'REQUIRED', 'or limit must say which limit')];
  if (subject?.includes(EACH)) {
    return [issue('subject', 'UNKNOWN_SUBJECT', 'use each for a limit of every subject')];
  }
  const named = [subject, obligor, each || null].filter((value) => value !== null).length;
  if (dimension === 'INSURER') {
    return named === 0
      ? []
      : [issue('subject', 'NOT_APPLICABLE', 'has no meaning for INSURER: it is the insurer itself')];
  }
  if (dimension === 'OBLIGOR_AT_PARTNER') return pairIssues(subject, { each, obligor });
  if (named !== 1) return [issue('subject', 'REQUIRED', 'exactly one of subject, obligor and each must be given')];
  if (obligor && !OF_OBLIGORS.includes(dimension)) {
    return [issue('obligor', 'NOT_APPLICABLE', `is for ${OF_OBLIGORS.join(', ')}`)];
  }
  return [];
}

/** Every problem of a request that can be seen without looking anything up. */
export function requestIssues(request: LimitRequest): FieldIssue[] {
  const { measure, windowDays, reason } = request;
  const issues = request.limit ? [] : subjectIssues(request);
  if (!request.limit && measure === 'BALANCE' && windowDays !== 0) {
    issues.push(issue('windowDays', 'NOT_APPLICABLE', 'is for VOLUME and COUNT'));
  }
  if (!request.limit && measure !== 'BALANCE' && (windowDays < 1 || windowDays > MAX_WINDOW_DAYS)) {
    issues.push(issue('windowDays', 'OUT_OF_RANGE', `must be from 1 to ${MAX_WINDOW_DAYS} days`));
  }
  if (reason.trim().length < 1 || reason.length > 500) {
    issues.push(issue('reason', 'OUT_OF_RANGE', 'must have 1 to 500 characters'));
  }
  return [...issues, ...(request.limit ? [] : capIssues(request))];
}

/** The limit a sound request describes; `obligorKey` is what quotes know its obligor by. */
export function shapeOf(request: LimitRequest, insurerId: string, obligorKey: string | undefined): LimitShape {
  const { dimension, subject, each, measure, windowDays, basis, obligorKind, countsOtherCurrencies } = request;
  const borrower = each ? EACH : obligorKey;
  return {
    dimension: dimension ?? 'INSURER',
    subject:
      dimension === 'OBLIGOR_AT_PARTNER' && subject && borrower
        ? atPartner(subject, borrower)
        : (borrower ?? subject ?? insurerId),
    currency: request.cap?.currency ?? NO_CURRENCY,
    rule: '',
    measure,
    windowDays: measure === 'BALANCE' ? 0 : windowDays,
    basis,
    obligorKind,
    converts: measure !== 'COUNT' && countsOtherCurrencies,
  };
}

export const capOf = ({ cap, capCount }: Pick<LimitRequest, 'cap' | 'capCount'>): bigint =>
  cap?.minor ?? BigInt(capCount ?? 0);

/** The dimension in words, for people. */
export const DIMENSION_WORDS: Readonly<Record<LimitDimension, string>> = {
  INSURER: 'whole exposure',
  PROGRAMME: 'programme',
  PARTNER: 'partner',
  LENDER: 'lender',
  SCENARIO: 'scenario',
  PRODUCT: 'product',
  REGION: 'region',
  OBLIGOR: 'one obligor',
  OBLIGOR_GROUP: 'one obligor and related parties',
  OBLIGOR_AT_PARTNER: 'one obligor at one partner',
};
