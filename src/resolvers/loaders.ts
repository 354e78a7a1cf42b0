import type DataLoader from 'dataloader';
import type { CertificateRow } from '../documents/certificate-reader.js';
import type { NoticeRow } from '../documents/notice-reader.js';
import type { StatementRow } from '../documents/statement-rows.js';
import type {
  CancellationNotice,
  Consent,
  Exposure,
  Instalment,
  InvestorSet,
  LimitChange,
  Loan,
  Offer,
  Organisation,
  Policy,
  PolicyRole,
  PolicyTransaction,
  PremiumAllocation,
  PremiumInvoice,
  PremiumInvoiceLine,
  Product,
  PurposeLock,
  Quote,
  Referral,
  ReferralEntry,
  Scorecard,
  StateChange,
} from '../entities/index.js';
import type { LimitWithUse } from '../exposure/limit-reader.js';
import type { JournalEntry } from '../ledger/journal.js';
import type { Viewer } from '../partners/viewer.js';
import type { CarriedPolicy } from '../policies/carried-policy.js';
import type { OverduePremium } from '../premium/overdue.js';
import type { PolicySegment } from '../premium/premium-reader.js';
import type { Services } from '../services.js';
import type { VersionLine } from '../underwriting/versions/product-reader.js';
import type { ReadVersion } from '../underwriting/versions/product-rows.js';
import { type ClaimLoaders, claimLoaderMakers } from './claim-context.js';
import { type CollectionLoaders, collectionLoaderMakers } from './collection-loaders.js';
import { madeOnFirstUse, manyBy, oneBy } from './loading.js';

export interface Loaders extends ClaimLoaders, CollectionLoaders {
  readonly organisation: DataLoader<string, Organisation | null>;
  readonly quote: DataLoader<string, Quote | null>;
  readonly consent: DataLoader<string, Consent | null>;
  readonly scorecard: DataLoader<string, Scorecard | null>;
  readonly offer: DataLoader<string, Offer | null>;
  readonly offersOfQuote: DataLoader<string, readonly Offer[]>;
  /** For the insurer whose desk it is. */
  readonly referral: DataLoader<string, Referral | null>;
  readonly referralsOfQuote: DataLoader<string, readonly Referral[]>;
  readonly entriesOfReferral: DataLoader<string, readonly ReferralEntry[]>;
  readonly policy: DataLoader<string, Policy | null>;
  readonly policyOfQuote: DataLoader<string, Policy | null>;
  readonly rolesOfPolicy: DataLoader<string, readonly PolicyRole[]>;
  readonly transactionsOfPolicy: DataLoader<string, readonly PolicyTransaction[]>;
  /** Oldest first. */
  readonly certificatesOfPolicy: DataLoader<string, readonly CertificateRow[]>;
  /** Oldest first. */
  readonly noticesOfPolicy: DataLoader<string, readonly NoticeRow[]>;
  /** Oldest first. */
  readonly cancellationNoticesOfPolicy: DataLoader<string, readonly CancellationNotice[]>;
  readonly locksOfPolicy: DataLoader<string, readonly PurposeLock[]>;
  /** Oldest first. */
  readonly changesOfLock: DataLoader<string, readonly StateChange[]>;
  readonly limit: DataLoader<string, LimitWithUse | null>;
  /** Oldest first. */
  readonly changesOfLimit: DataLoader<string, readonly LimitChange[]>;
  /** Null for a policy of one insurer. */
  readonly carriedPolicy: DataLoader<string, CarriedPolicy | null>;
  /** Oldest first. */
  readonly investorsOfPolicy: DataLoader<string, readonly InvestorSet[]>;
  readonly exposuresOfPolicy: DataLoader<string, readonly Exposure[]>;
  readonly loansOfPolicy: DataLoader<string, readonly Loan[]>;
  readonly product: DataLoader<string, Product | null>;
  readonly productVersion: DataLoader<string, ReadVersion | null>;
  readonly versionsOfProduct: DataLoader<string, readonly VersionLine[]>;
  readonly instalmentsOfLoan: DataLoader<string, readonly Instalment[]>;
  readonly segmentsOfPolicy: DataLoader<string, readonly PolicySegment[]>;
  readonly invoicesOfPolicy: DataLoader<string, readonly PremiumInvoice[]>;
  readonly linesOfInvoice: DataLoader<string, readonly PremiumInvoiceLine[]>;
  readonly allocationsOfInvoice: DataLoader<string, readonly PremiumAllocation[]>;
  readonly premiumInvoice: DataLoader<string, PremiumInvoice | null>;
  readonly allocationsOfPayment: DataLoader<string, readonly PremiumAllocation[]>;
  readonly journal: DataLoader<string, JournalEntry | null>;
  readonly statement: DataLoader<string, StatementRow | null>;
  readonly overduePremiumOfPolicy: DataLoader<string, OverduePremium | null>;
}

interface LoaderContext {
  readonly viewer: Viewer;
  readonly services: Services;
}

const RequestLoaders = madeOnFirstUse<LoaderContext, Loaders>({
  ...claimLoaderMakers,
  ...collectionLoaderMakers,
  organisation: ({ services }) => oneBy('id', (ids) => services.directory.organisations(ids)),
  quote: ({ viewer, services }) => oneBy('id', (ids) => services.quoteReader.byIds(viewer, ids)),
  consent: ({ viewer, services }) => oneBy('id', (ids) => services.quoteReader.consentsByIds(viewer, ids)),
  scorecard: ({ viewer, services }) => oneBy('id', (ids) => services.scorecards.byIds(viewer, ids)),
  offer: ({ viewer, services }) => oneBy('id', (ids) => services.quoteReader.offersByIds(viewer, ids)),
  offersOfQuote: ({ viewer, services }) => manyBy('quoteId', (ids) => services.quoteReader.offersOf(viewer, ids)),
  referral: ({ viewer, services }) => oneBy('id', (ids) => services.referralReader.byIds(viewer, ids)),
  referralsOfQuote: ({ viewer, services }) => manyBy('quoteId', (ids) => services.referralReader.ofQuotes(viewer, ids)),
  entriesOfReferral: ({ viewer, services }) =>
    manyBy('referralId', (ids) => services.referralReader.entriesOf(viewer, ids)),
  policy: ({ viewer, services }) => oneBy('id', (ids) => services.policyReader.byIds(viewer, ids)),
  policyOfQuote: ({ viewer, services }) => oneBy('quoteId', (ids) => services.policyReader.ofQuotes(viewer, ids)),
  rolesOfPolicy: ({ viewer, services }) => manyBy('policyId', (ids) => services.policyReader.rolesOf(viewer, ids)),
  transactionsOfPolicy: ({ viewer, services }) =>
    manyBy('policyId', (ids) => services.policyReader.transactionsOf(viewer, ids)),
  certificatesOfPolicy: ({ viewer, services }) =>
    manyBy('policyId', (ids) => services.certificateReader.ofPolicies(viewer, ids)),
  noticesOfPolicy: ({ viewer, services }) => manyBy('policyId', (ids) => services.noticeReader.ofPolicies(viewer, ids)),
  cancellationNoticesOfPolicy: ({ viewer, services }) =>
    manyBy('policyId', (ids) => services.cancellationNotices.ofPolicies(viewer, ids)),
  locksOfPolicy: ({ viewer, services }) => manyBy('policyId', (ids) => services.policyReader.locksOf(viewer, ids)),
  changesOfLock: ({ viewer, services }) =>
    manyBy('subjectId', (ids) => services.policyReader.lockChangesOf(viewer, ids)),
  limit: ({ viewer, services }) => oneBy('id', (ids) => services.limitReader.byIds(viewer, ids)),
  changesOfLimit: ({ viewer, services }) => manyBy('limitId', (ids) => services.limitReader.changesOf(viewer, ids)),
  carriedPolicy: ({ viewer, services }) => oneBy('policyId', (ids) => services.policyReader.carriedOf(viewer, ids)),
  investorsOfPolicy: ({ viewer, services }) => manyBy('policyId', (ids) => services.investors.of(viewer, ids)),
  exposuresOfPolicy: ({ viewer, services }) =>
    manyBy('policyId', (ids) => services.policyReader.exposuresOf(viewer, ids)),
  product: ({ viewer, services }) => oneBy('id', (ids) => services.productReader.products(viewer, ids)),
  productVersion: ({ viewer, services }) => oneBy('id', (ids) => services.productReader.versions(viewer, ids)),
  versionsOfProduct: ({ viewer, services }) =>
    manyBy('productId', (ids) => services.productReader.linesOf(viewer, ids)),
  loansOfPolicy: ({ viewer, services }) => manyBy('policyId', (ids) => services.loanReader.loansOf(viewer, ids)),
  instalmentsOfLoan: ({ viewer, services }) =>
    manyBy('loanId', (ids) => services.loanReader.instalmentsOf(viewer, ids)),
  segmentsOfPolicy: ({ viewer, services }) =>
    manyBy('policyId', (ids) => services.premiumReader.segmentsOf(viewer, ids)),
  invoicesOfPolicy: ({ viewer, services }) =>
    manyBy('policyId', (ids) => services.premiumReader.invoicesOf(viewer, ids)),
  linesOfInvoice: ({ viewer, services }) => manyBy('invoiceId', (ids) => services.premiumReader.linesOf(viewer, ids)),
  allocationsOfInvoice: ({ viewer, services }) =>
    manyBy('invoiceId', (ids) => services.premiumReader.allocationsOf(viewer, ids)),
  premiumInvoice: ({ viewer, services }) => oneBy('id', (ids) => services.premiumReader.invoices(viewer, ids)),
  allocationsOfPayment: ({ viewer, services }) =>
    manyBy('sourceId', (ids) => services.premiumReader.allocationsOfPayments(viewer, ids)),
  journal: ({ viewer, services }) => oneBy('id', (ids) => services.ledger.journals(viewer, ids)),
  statement: ({ viewer, services }) => oneBy('id', (ids) => services.statements.byIds(viewer, ids)),
  overduePremiumOfPolicy: ({ viewer, services }) =>
    oneBy('policyId', (ids) => services.premiumReader.overdueOf(viewer, ids, services.clock.now())),
});

/** Loaders of one request: what it reads once it reads once, and only as its viewer. */
export const createLoaders = (viewer: Viewer, services: Services): Loaders => new RequestLoaders({ viewer, services });
