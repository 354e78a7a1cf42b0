import { Tenants1700000000000 } from './1700000000000-tenants.js';
import { Products1700000001000 } from './1700000001000-products.js';
import { Quotes1700000002000 } from './1700000002000-quotes.js';
import { Exposure1700000003000 } from './1700000003000-exposure.js';
import { Policies1700000004000 } from './1700000004000-policies.js';
import { Loans1700000005000 } from './1700000005000-loans.js';
import { Claims1700000006000 } from './1700000006000-claims.js';
import { Ledger1700000007000 } from './1700000007000-ledger.js';
import { Events1700000008000 } from './1700000008000-events.js';
import { ProgrammeAdministration1700000010000 } from './1700000010000-programme-administration.js';
import { Authority1700000013000 } from './1700000013000-authority.js';
import { Referrals1700000013100 } from './1700000013100-referrals.js';
import { CounterOffers1700000013200 } from './1700000013200-counter-offers.js';
import { CreditData1700000016000 } from './1700000016000-credit-data.js';
import { Scorecards1700000017000 } from './1700000017000-scorecards.js';
import { Backtests1700000018000 } from './1700000018000-backtests.js';
import { PurposeLock1700000019000 } from './1700000019000-purpose-lock.js';
import { Limits1700000020000 } from './1700000020000-limits.js';
import { LimitFence1700000020500 } from './1700000020500-limit-fence.js';
import { PolicyHistory1700000030000 } from './1700000030000-policy-history.js';
import { Books1700000033000 } from './1700000033000-books.js';
import { Invariants1700000034000 } from './1700000034000-invariants.js';
import { PremiumInvoices1700000035000 } from './1700000035000-premium-invoices.js';
import { LoanReportUploads1700000036000 } from './1700000036000-loan-report-uploads.js';
import { Collections1700000037000 } from './1700000037000-collections.js';
import { DocumentScans1700000039000 } from './1700000039000-document-scans.js';
import { ClaimHandling1700000039500 } from './1700000039500-claim-handling.js';
import { ClaimPayments1700000040000 } from './1700000040000-claim-payments.js';
import { RecoveryCases1700000041000 } from './1700000041000-recovery-cases.js';
import { Complaints1700000041500 } from './1700000041500-complaints.js';
import { PolicyCertificates1700000042000 } from './1700000042000-policy-certificates.js';
import { ExposureInvariants1700000090000 } from './1700000090000-exposure-invariants.js';
import { LapsedCover1700000091000 } from './1700000091000-lapsed-cover.js';
import { CounterOfferInvariants1700000092500 } from './1700000092500-counter-offer-invariants.js';
import { BackdatedCover1700000092600 } from './1700000092600-backdated-cover.js';
import { PartnerPayouts1700000093000 } from './1700000093000-partner-payouts.js';
import { PolicyHolds1700000094000 } from './1700000094000-policy-holds.js';
import { PremiumReminders1700000094100 } from './1700000094100-premium-reminders.js';
import { ClaimEvents1700000094200 } from './1700000094200-claim-events.js';
import { TenantsReadOnce1700000095000 } from './1700000095000-tenants-read-once.js';
import { QuoteStorage1700000096000 } from './1700000096000-quote-storage.js';
import { ObligorAtPartner1700000101000 } from './1700000101000-obligor-at-partner.js';
import { CoObligors1700000101100 } from './1700000101100-co-obligors.js';
import { LimitsCountedInParts1700000101200 } from './1700000101200-limits-counted-in-parts.js';
import { PartnerStatements1700000102000 } from './1700000102000-partner-statements.js';
import { CommissionAgreements1700000102100 } from './1700000102100-commission-agreements.js';
import { BankReferences1700000102200 } from './1700000102200-bank-references.js';
import { RecoveryCostBills1700000102300 } from './1700000102300-recovery-cost-bills.js';
import { StoppedDays1700000103000 } from './1700000103000-stopped-days.js';
import { CorrectedObligors1700000103100 } from './1700000103100-corrected-obligors.js';
import { FinalCertificates1700000103200 } from './1700000103200-final-certificates.js';
import { Moratoria1700000103300 } from './1700000103300-moratoria.js';
import { CancellationNotices1700000103400 } from './1700000103400-cancellation-notices.js';
import { MoratoriaSeen1700000103500 } from './1700000103500-moratoria-seen.js';
import { InsurersBooks1700000104000 } from './1700000104000-insurers-books.js';
import { FollowersRead1700000104100 } from './1700000104100-followers-read.js';
import { Investors1700000104200 } from './1700000104200-investors.js';
import { OwnRowsFirst1700000104300 } from './1700000104300-own-rows-first.js';
import { CoInsuranceSettlements1700000104400 } from './1700000104400-co-insurance-settlements.js';
import { FollowersReadEvidence1700000104500 } from './1700000104500-followers-read-evidence.js';
import { InsurersPremium1700000104600 } from './1700000104600-insurers-premium.js';
import { ShareApprovals1700000113000 } from './1700000113000-share-approvals.js';
import { LendersOfToday1700000114000 } from './1700000114000-lenders-of-today.js';
import { InvestorsInTime1700000114100 } from './1700000114100-investors-in-time.js';
import { ListsNarrowed1700000115000 } from './1700000115000-lists-narrowed.js';
import { LoanExcess1700000116000 } from './1700000116000-loan-excess.js';
import { PaymentReversals1700000116100 } from './1700000116100-payment-reversals.js';
import { PolicyNotices1700000117000 } from './1700000117000-policy-notices.js';
import { LookedUpThings1700000117100 } from './1700000117100-looked-up-things.js';
import { PremiumLists1700000117200 } from './1700000117200-premium-lists.js';
import { AuditedKinship1700000119000 } from './1700000119000-audited-kinship.js';
import { DraftedOffers1700000119100 } from './1700000119100-drafted-offers.js';

/** Every migration, oldest first. A landed migration is never edited. */
export const migrations = [
  Tenants1700000000000,
  Products1700000001000,
  Quotes1700000002000,
  Exposure1700000003000,
  Policies1700000004000,
  Loans1700000005000,
  Claims1700000006000,
  Ledger1700000007000,
  Events1700000008000,
  ProgrammeAdministration1700000010000,
  Authority1700000013000,
  Referrals1700000013100,
  CounterOffers1700000013200,
  CreditData1700000016000,
  Scorecards1700000017000,
  Backtests1700000018000,
  PurposeLock1700000019000,
  Limits1700000020000,
  LimitFence1700000020500,
  PolicyHistory1700000030000,
  Books1700000033000,
  Invariants1700000034000,
  PremiumInvoices1700000035000,
  LoanReportUploads1700000036000,
  Collections1700000037000,
  DocumentScans1700000039000,
  ClaimHandling1700000039500,
  ClaimPayments1700000040000,
  RecoveryCases1700000041000,
  Complaints1700000041500,
  PolicyCertificates1700000042000,
  ExposureInvariants1700000090000,
  LapsedCover1700000091000,
  CounterOfferInvariants1700000092500,
  BackdatedCover1700000092600,
  PartnerPayouts1700000093000,
  PolicyHolds1700000094000,
  PremiumReminders1700000094100,
  ClaimEvents1700000094200,
  TenantsReadOnce1700000095000,
  QuoteStorage1700000096000,
  ObligorAtPartner1700000101000,
  CoObligors1700000101100,
  LimitsCountedInParts1700000101200,
  PartnerStatements1700000102000,
  CommissionAgreements1700000102100,
  BankReferences1700000102200,
  RecoveryCostBills1700000102300,
  StoppedDays1700000103000,
  CorrectedObligors1700000103100,
  FinalCertificates1700000103200,
  Moratoria1700000103300,
  CancellationNotices1700000103400,
  MoratoriaSeen1700000103500,
  InsurersBooks1700000104000,
  FollowersRead1700000104100,
  Investors1700000104200,
  OwnRowsFirst1700000104300,
  CoInsuranceSettlements1700000104400,
  FollowersReadEvidence1700000104500,
  InsurersPremium1700000104600,
  ShareApprovals1700000113000,
  LendersOfToday1700000114000,
  InvestorsInTime1700000114100,
  ListsNarrowed1700000115000,
  LoanExcess1700000116000,
  PaymentReversals1700000116100,
  PolicyNotices1700000117000,
  LookedUpThings1700000117100,
  PremiumLists1700000117200,
  AuditedKinship1700000119000,
  DraftedOffers1700000119100,
];
