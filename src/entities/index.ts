import { ApiKey } from './api-key.js';
import { Backtest } from './backtest.js';
import { BacktestChange } from './backtest-change.js';
import { BusinessClock } from './business-clock.js';
import { CancellationNotice } from './cancellation-notice.js';
import { CertificateDue } from './certificate-due.js';
import { Challenger } from './challenger.js';
import { ChallengerScore } from './challenger-score.js';
import { ChargeOff } from './charge-off.js';
import { Claim } from './claim.js';
import { ClaimEvidence } from './claim-evidence.js';
import { ClaimHandling } from './claim-handling.js';
import { ClaimPayment } from './claim-payment.js';
import { Closing } from './closing.js';
import { CoInsuranceSettlement } from './co-insurance-settlement.js';
import { CollectionContact } from './collection-contact.js';
import { CommissionAdjustment } from './commission-adjustment.js';
import { CommissionAgreement } from './commission-agreement.js';
import { Complaint } from './complaint.js';
import { Consent } from './consent.js';
import { CreditReport } from './credit-report.js';
import { Document } from './document.js';
import { EarningSegment } from './earning-segment.js';
import { Event } from './event.js';
import { EventPosition } from './event-position.js';
import { ExchangeRate } from './exchange-rate.js';
import { Exposure } from './exposure.js';
import { ExposureLimit } from './exposure-limit.js';
import { IdempotencyKey } from './idempotency-key.js';
import { Instalment } from './instalment.js';
import { InsurerAnswer } from './insurer-answer.js';
import { InsurerFigures } from './insurer-figures.js';
import { InvestorSet } from './investor-set.js';
import { Journal } from './journal.js';
import { LimitChange } from './limit-change.js';
import { LimitMove } from './limit-move.js';
import { LimitVolume } from './limit-volume.js';
import { Loan } from './loan.js';
import { LoanReport } from './loan-report.js';
import { LoanReportBatch } from './loan-report-batch.js';
import { LoanReportUpload } from './loan-report-upload.js';
import { MonitoringWarning } from './monitoring-warning.js';
import { Moratorium } from './moratorium.js';
import { MoratoriumPolicy } from './moratorium-policy.js';
import { Offer } from './offer.js';
import { Organisation } from './organisation.js';
import { OverdueNotice } from './overdue-notice.js';
import { PartnerPayout } from './partner-payout.js';
import { PartnerStatement } from './partner-statement.js';
import { PartnerStatementLine } from './partner-statement-line.js';
import { PaymentPromise } from './payment-promise.js';
import { PendingEvent } from './pending-event.js';
import { Policy } from './policy.js';
import { PolicyCertificate } from './policy-certificate.js';
import { PolicyHold } from './policy-hold.js';
import { PolicyInsurerShare } from './policy-insurer-share.js';
import { PolicyNotice } from './policy-notice.js';
import { PolicyRole } from './policy-role.js';
import { PolicyTransaction } from './policy-transaction.js';
import { Posting } from './posting.js';
import { PremiumAllocation } from './premium-allocation.js';
import { PremiumClose } from './premium-close.js';
import { PremiumInvoice } from './premium-invoice.js';
import { PremiumInvoiceLine } from './premium-invoice-line.js';
import { PremiumPayment } from './premium-payment.js';
import { PremiumReminder } from './premium-reminder.js';
import { Product } from './product.js';
import { ProductVersion } from './product-version.js';
import { Programme } from './programme.js';
import { ProgrammeLender } from './programme-lender.js';
import { ProgrammeProduct } from './programme-product.js';
import { PurposeLock } from './purpose-lock.js';
import { Quote } from './quote.js';
import { Recovery } from './recovery.js';
import { RecoveryCostPayment } from './recovery-cost-payment.js';
import { RecoveryPlan } from './recovery-plan.js';
import { RecoveryReceipt } from './recovery-receipt.js';
import { Referral } from './referral.js';
import { ReferralEntry } from './referral-entry.js';
import { RiskTransfer } from './risk-transfer.js';
import { Scorecard } from './scorecard.js';
import { StateChange } from './state-change.js';
import { Treaty } from './treaty.js';

export {
  ApiKey,
  Backtest,
  BacktestChange,
  BusinessClock,
  CancellationNotice,
  CertificateDue,
  Challenger,
  ChallengerScore,
  ChargeOff,
  Claim,
  ClaimEvidence,
  ClaimHandling,
  ClaimPayment,
  Closing,
  CoInsuranceSettlement,
  CollectionContact,
  CommissionAdjustment,
  CommissionAgreement,
  Complaint,
  Consent,
  CreditReport,
  Document,
  EarningSegment,
  Event,
  EventPosition,
  ExchangeRate,
  Exposure,
  ExposureLimit,
  IdempotencyKey,
  Instalment,
  InsurerAnswer,
  InsurerFigures,
  InvestorSet,
  Journal,
  LimitChange,
  LimitMove,
  LimitVolume,
  Loan,
  LoanReport,
  LoanReportBatch,
  LoanReportUpload,
  MonitoringWarning,
  Moratorium,
  MoratoriumPolicy,
  Offer,
  Organisation,
  OverdueNotice,
  PartnerPayout,
  PartnerStatement,
  PartnerStatementLine,
  PaymentPromise,
  PendingEvent,
  Policy,
  PolicyCertificate,
  PolicyHold,
  PolicyInsurerShare,
  PolicyNotice,
  PolicyRole,
  PolicyTransaction,
  Posting,
  PremiumAllocation,
  PremiumClose,
  PremiumInvoice,
  PremiumInvoiceLine,
  PremiumPayment,
  PremiumReminder,
  Product,
  ProductVersion,
  Programme,
  ProgrammeLender,
  ProgrammeProduct,
  PurposeLock,
  Quote,
  Recovery,
  RecoveryCostPayment,
  RecoveryPlan,
  RecoveryReceipt,
  Referral,
  ReferralEntry,
  RiskTransfer,
  Scorecard,
  StateChange,
  Treaty,
};

/** One class per table. */
export const entities = [
  ApiKey,
  Backtest,
  BacktestChange,
  CancellationNotice,
  ChargeOff,
  PaymentPromise,
  CollectionContact,
  MonitoringWarning,
  Moratorium,
  MoratoriumPolicy,
  OverdueNotice,
  BusinessClock,
  CertificateDue,
  Challenger,
  ChallengerScore,
  Claim,
  ClaimEvidence,
  ClaimHandling,
  ClaimPayment,
  CommissionAdjustment,
  CommissionAgreement,
  CoInsuranceSettlement,
  Complaint,
  Closing,
  Consent,
  CreditReport,
  Document,
  EarningSegment,
  Event,
  EventPosition,
  ExchangeRate,
  Exposure,
  ExposureLimit,
  IdempotencyKey,
  Instalment,
  InsurerAnswer,
  InsurerFigures,
  InvestorSet,
  Journal,
  LimitChange,
  LimitMove,
  LimitVolume,
  Loan,
  LoanReport,
  LoanReportBatch,
  LoanReportUpload,
  Offer,
  Organisation,
  PartnerPayout,
  PartnerStatement,
  PartnerStatementLine,
  PendingEvent,
  Policy,
  PolicyCertificate,
  PolicyHold,
  PolicyInsurerShare,
  PolicyNotice,
  PolicyRole,
  PolicyTransaction,
  Posting,
  PremiumAllocation,
  PremiumClose,
  PremiumInvoice,
  PremiumInvoiceLine,
  PremiumPayment,
  PremiumReminder,
  Product,
  ProductVersion,
  Programme,
  ProgrammeLender,
  ProgrammeProduct,
  PurposeLock,
  Quote,
  Recovery,
  RecoveryCostPayment,
  RecoveryPlan,
  RecoveryReceipt,
  Referral,
  ReferralEntry,
  RiskTransfer,
  Scorecard,
  StateChange,
  Treaty,
];
