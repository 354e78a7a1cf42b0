import { fromString, typeid } from 'typeid-js';

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
  policy: 'pol',
  policyTransaction: 'ptx',
  purposeLock: 'lck',
  loan: 'lon',
  loanReport: 'lrp',
  loanReportUpload: 'lru',
  claim: 'clm',
  evidence: 'evd',
  document: 'doc',
  recovery: 'rec',
  recoveryReceipt: 'rcp',
  exposureLimit: 'lim',
  exposure: 'exp',
  consent: 'cns',
  creditReport: 'crp',
  journal: 'jrn',
  premiumClose: 'pcl',
  treaty: 'try',
  invoice: 'inv',
  premiumPayment: 'ppm',
  statement: 'stm',
  commissionPayout: 'cpo',
  event: 'evt',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/**
 * An opaque, sortable id: the kind's prefix and a UUIDv7 in base 32 (TypeID specification 0.3), e.g.
 * `pol_01h455vb4pex5vsknk084sn02q`. The same text is used in the database, the API and the logs.
 */
export type Id<K extends IdKind> = string & { readonly [idBrand]: K };

export type OrganisationId = Id<'organisation'>;
export type ProgrammeId = Id<'programme'>;
export type ProductVersionId = Id<'productVersion'>;
export type QuoteId = Id<'quote'>;
export type OfferId = Id<'offer'>;
export type PolicyId = Id<'policy'>;
export type LoanId = Id<'loan'>;
export type ClaimId = Id<'claim'>;
export type DocumentId = Id<'document'>;
export type RecoveryId = Id<'recovery'>;
export type EventId = Id<'event'>;

export const newId = <K extends IdKind>(kind: K): Id<K> =>
  typeid(ID_PREFIXES[kind] as string).toString() as string as Id<K>;

/** Whether `text` is a well-formed id of this kind. Says nothing about existence. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  return kindOfId(text) === kind;
}

const KIND_BY_PREFIX: ReadonlyMap<string, IdKind> = new Map(
  (Object.entries(ID_PREFIXES) as [IdKind, string][]).map(([kind, prefix]) => [prefix, kind]),
);

/** The kind a well-formed id names, or undefined. */
export function kindOfId(text: string): IdKind | undefined {
  const kind = KIND_BY_PREFIX.get(text.slice(0, text.indexOf('_')));
  if (!kind) return undefined;
  try {
    fromString(text, ID_PREFIXES[kind]);
    return kind;
  } catch {
    return undefined;
  }
}
