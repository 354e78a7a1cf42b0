import type { ExposureLimit } from '../entities/index.js';

export const LIMIT_DIMENSIONS = [
  'INSURER',
  'PROGRAMME',
  'PARTNER',
  'LENDER',
  'SCENARIO',
  'PRODUCT',
  'REGION',
  'OBLIGOR',
  'OBLIGOR_GROUP',
  'OBLIGOR_AT_PARTNER',
] as const;
export type LimitDimension = (typeof LIMIT_DIMENSIONS)[number];
/** Those whose subject is the obligor, or its group. */
export const OBLIGOR_DIMENSIONS = ['OBLIGOR', 'OBLIGOR_GROUP', 'OBLIGOR_AT_PARTNER'] as const;

/** Live exposure, or the amount or number of new business in a rolling window of days. */
export const LIMIT_MEASURES = ['BALANCE', 'VOLUME', 'COUNT'] as const;
export type LimitMeasure = (typeof LIMIT_MEASURES)[number];

/** The whole exposure, or what the insurer keeps of it after its quota share treaties. */
export const LIMIT_BASES = ['GROSS', 'RETAINED'] as const;
export type LimitBasis = (typeof LIMIT_BASES)[number];

/** A limit with this subject is the pattern of one limit per subject of its dimension. */
export const EACH = '*';
/** The subject of OBLIGOR_AT_PARTNER: an obligor's blind index, or `EACH` for the pattern of all who borrow there. */
export const atPartner = (partnerId: string, obligor: string): string => `${partnerId}|${obligor}`;
export const partnerOf = (subject: string): string => subject.slice(0, subject.indexOf('|'));

export const isPattern = (subject: string): boolean => subject.endsWith(EACH);
/** Whether `pattern` stands for a limit on `subject`. */
export const isPatternOf = (pattern: string, subject: string): boolean =>
  isPattern(pattern) && subject.startsWith(pattern.slice(0, -EACH.length));
/** The `rule` of a limit that a product's terms set. */
export const BY_TERMS = 'TERMS';
/** The `currency` of a limit that counts pieces. */
export const NO_CURRENCY = 'XXX';

/** A limit as a transaction that has locked it knows it; the use is exact. Minor units, or pieces of a COUNT. */
export type LimitState = Pick<
  ExposureLimit,
  | 'id'
  | 'insurerId'
  | 'subject'
  | 'currency'
  | 'windowDays'
  | 'obligorKind'
  | 'converts'
  | 'rule'
  | 'capMinor'
  | 'reservedMinor'
  | 'utilisedMinor'
> & {
  readonly dimension: LimitDimension;
  readonly measure: LimitMeasure;
  readonly basis: LimitBasis;
  /** New business inside the window; 0 of a limit without one. */
  readonly volumeMinor: bigint;
};

/** What names the limits an exposure may meet; a subject may have several, e.g. in two currencies. */
export interface LimitKey {
  readonly insurerId: string;
  readonly dimension: LimitDimension;
  readonly subject: string;
}

export const limitKeyName = ({ insurerId, dimension, subject }: LimitKey): string =>
  `${insurerId}|${dimension}|${subject}`;

/** A rule's limits are named `pack:rule`; those of people and of terms belong to no pack. */
export const packOf = (rule: string): string | undefined =>
  rule.includes(':') ? rule.slice(0, rule.indexOf(':')) : undefined;

export const usedOf = ({ measure, reservedMinor, utilisedMinor, volumeMinor }: LimitState): bigint =>
  measure === 'BALANCE' ? reservedMinor + utilisedMinor : volumeMinor;
