import { randomFillSync } from 'node:crypto';

declare const idBrand: unique symbol;

/** Every kind of object with an identity, and the prefix its ids carry. */
export const ID_PREFIXES = {
  organisation: 'org',
  apiKey: 'key',
  product: 'prd',
  productVersion: 'prv',
  programme: 'pgm',
  quote: 'quo',
  offer: 'ofr',
  referral: 'rfr',
  referralEntry: 'rfe',
  policy: 'pol',
  policyTransaction: 'ptx',
  investorSet: 'ivs',
  purposeLock: 'lck',
  loan: 'lon',
  loanReport: 'lrp',
  loanReportUpload: 'lru',
  overdueNotice: 'ntc',
  monitoringWarning: 'wrn',
  collectionContact: 'cct',
  paymentPromise: 'prm',
  policyHold: 'hld',
  moratorium: 'mrt',
  cancellationNotice: 'cnt',
  policyNotice: 'pnt',
  chargeOff: 'cof',
  claim: 'clm',
  claimPayment: 'cpy',
  evidence: 'evd',
  document: 'doc',
  recovery: 'rec',
  recoveryReceipt: 'rcp',
  recoveryPlan: 'rpl',
  recoveryCostPayment: 'rcc',
  complaint: 'cmp',
  exposureLimit: 'lim',
  exposure: 'exp',
  consent: 'cns',
  creditReport: 'crp',
  scorecard: 'scd',
  challenger: 'chl',
  backtest: 'bkt',
  journal: 'jrn',
  premiumClose: 'pcl',
  treaty: 'try',
  invoice: 'inv',
  premiumPayment: 'ppm',
  statement: 'stm',
  commissionPayout: 'cpo',
  commissionAgreement: 'cag',
  commissionAdjustment: 'caj',
  premiumRepayment: 'prp',
  coInsuranceSettlement: 'cis',
  event: 'evt',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/**
 * An opaque, sortable id: the kind's prefix and a UUIDv7 in base 32 (TypeID specification 0.3), e.g.
 * `pol_01h455vb4pex5vsknk084sn02q`. The same text is used in the database, the API and the logs.
 */
export type Id<K extends IdKind> = string & { readonly [idBrand]: K };

export type PolicyId = Id<'policy'>;
export type LoanId = Id<'loan'>;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** Every ten bits as two letters. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => `${ALPHABET[bits >> 5]}${ALPHABET[bits & 31]}`);
const LOW_20_BITS = 0xf_ffff;

const fourLetters = (bits: number): string => `${PAIRS[bits >> 10]}${PAIRS[bits & 1023]}`;

// Asking the system for random bits costs more than the rest of an id, so they are fetched for many at once.
const randomWords = new Uint32Array(1024);
let usedWords = randomWords.length;

function random20Bits(): number {
  if (usedWords === randomWords.length) {
    randomFillSync(randomWords);
    usedWords = 0;
  }
  usedWords += 1;
  return (randomWords[usedWords - 1] as number) & LOW_20_BITS;
}

let lastMs = 0;
let timeLetters = '';
/** 34 bits that count up within a millisecond, from a random number in their lower half. */
let countHigh = 0;
let countLow = 0;

function tick(): void {
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    const high = Math.floor(nowMs / 2 ** 20);
    timeLetters = `${PAIRS[Math.floor(high / 2 ** 20)]}${fourLetters(high & LOW_20_BITS)}${fourLetters(nowMs % 2 ** 20)}`;
    countHigh = random20Bits() & 0x1fff;
    countLow = random20Bits();
  } else {
    countLow += 1;
    countHigh += countLow >> 20;
    countLow &= LOW_20_BITS;
  }
}

/** A new id. Ids of one process are in the order in which they were made, also when its clock is set back. */
export function newId<K extends IdKind>(kind: K): Id<K> {
  tick();
  // RFC 9562: 48 bits of milliseconds, version 7, 12 bits of the count, variant 10, the rest of the count, random bits.
  const versionAndCount = (7 << 16) | ((countHigh >> 2) << 4) | (0b10 << 2) | (countHigh & 0b11);
  const counted = fourLetters(versionAndCount) + fourLetters(countLow);
  return `${ID_PREFIXES[kind]}_${timeLetters}${counted}${fourLetters(random20Bits())}${fourLetters(random20Bits())}` as Id<K>;
}

/** Whether `text` is a well-formed id of this kind. Says nothing about existence. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  return kindOfId(text) === kind;
}

const KIND_BY_PREFIX: ReadonlyMap<string, IdKind> = new Map(
  (Object.entries(ID_PREFIXES) as [IdKind, string][]).map(([kind, prefix]) => [prefix, kind]),
);

/** 128 bits in 26 letters: the first holds three. */
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** The kind a well-formed id names, or undefined. */
export function kindOfId(text: string): IdKind | undefined {
  const kind = KIND_BY_PREFIX.get(text.slice(0, 3));
  return kind && text[3] === '_' && SUFFIX.test(text.slice(4)) ? kind : undefined;
}
