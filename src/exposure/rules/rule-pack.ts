/** How sure we are of a number: read in the text that is named, or known otherwise. */
export type Confidence = 'READ' | 'HIGH' | 'MEDIUM' | 'BACKGROUND';

/** A cap as a multiple of the insurer's net assets; 0.05 is 5 %. Inclusive. */
export interface NetAssetMultiple {
  readonly kind: 'NET_ASSET_MULTIPLE';
  readonly dimension: 'INSURER' | 'OBLIGOR' | 'OBLIGOR_GROUP';
  readonly multiple: string;
  /** Only insurers that do other business too. */
  readonly nonSpecialistsOnly?: true;
  /** Only from this share of small loans in the insured balance on; replaces a lower multiple of the same dimension. */
  readonly fromInclusiveShare?: string;
}

/** A cap on the exposure to each obligor: over all partners, or at each of them. Minor units. Inclusive. */
export interface ObligorAmount {
  readonly kind: 'OBLIGOR_AMOUNT';
  readonly dimension: 'OBLIGOR' | 'OBLIGOR_AT_PARTNER';
  readonly obligorKind: 'PERSON' | 'COMPANY';
  readonly capMinor: bigint;
  readonly currency: string;
}

/** The most a loan may cost a year, nominal (period rate x 12) with interest, fees and premium; 0.24 is 24 %. Inclusive. */
export interface TotalCost {
  readonly kind: 'TOTAL_COST';
  readonly nominal: string;
}

/** The dimensions along which a throttle divides new business into segments. */
export const SEGMENT_DIMENSIONS = ['INSURER', 'PARTNER', 'SCENARIO', 'REGION'] as const;

/** How much new business an insurer may take in a rolling window of days, by amount insured or by number. Inclusive. */
export interface VolumeThrottle {
  readonly kind: 'VOLUME_THROTTLE';
  readonly dimension: (typeof SEGMENT_DIMENSIONS)[number];
  /** E.g. a scenario's code or a region; absent: each of the dimension has its own. Of INSURER always absent. */
  readonly subject?: string;
  readonly obligorKind: 'ANY' | 'PERSON' | 'COMPANY';
  /** 1 to 366. */
  readonly windowDays: number;
  readonly cap: { readonly minor: bigint; readonly currency: string } | { readonly count: number };
}

export interface RegulatoryRule {
  /** Unique in its pack. */
  readonly id: string;
  readonly statement: string;
  readonly source: string;
  readonly confidence: Confidence;
  /** Inclusive calendar dates; no end: still in force. */
  readonly effectiveFrom: string;
  readonly effectiveUntil?: string;
  /** Why a rule is off, or what must be known to use it. */
  readonly note?: string;
  readonly measure: NetAssetMultiple | ObligorAmount | TotalCost | VolumeThrottle;
}

/** Rules of one regulation, selected by programmes. */
export interface RulePack {
  readonly code: string;
  readonly title: string;
  readonly jurisdiction: string;
  readonly rules: readonly RegulatoryRule[];
}

/** A number that was not read in its text is there to be seen and binds nobody. */
export const isOn = ({ confidence }: Pick<RegulatoryRule, 'confidence'>): boolean =>
  confidence === 'READ' || confidence === 'HIGH';

export const isInForce = ({ effectiveFrom, effectiveUntil }: RegulatoryRule, day: string): boolean =>
  effectiveFrom <= day && (effectiveUntil === undefined || day <= effectiveUntil);
