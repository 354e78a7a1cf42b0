import type { GraphQLSchema } from 'graphql';
import type { ScenarioRegistry } from '../scenarios/registry.js';
import { buildSchema } from '../schema/build-schema.js';
import { CALCULATOR_ONE_OFS } from '../schema/calculator-claim.js';
import { POLICY_CHANGE_INPUT } from '../schema/policy-change-input.js';
import { OrganisationMutations, ProgrammeMutations } from './administration.js';
import { authorise } from './authorise.js';
import { BacktestResolver } from './backtests.js';
import { CalculatorResolver } from './calculators.js';
import { CancellationNoticeResolver } from './cancellation-notices.js';
import { ClaimMutations } from './claim-mutations.js';
import { ClaimPaymentResolver } from './claim-payments.js';
import { ClaimStepPreviewResolver } from './claim-step-previews.js';
import { ClaimUpdateResolver } from './claim-updates.js';
import { ClaimResolver, PolicyClaimsResolver } from './claims.js';
import { ClockResolver } from './clock.js';
import { CoInsuranceResolver } from './co-insurance.js';
import { CollectionMutations } from './collection-mutations.js';
import { CollectionResolver, LoanCollectionResolver } from './collections.js';
import { CommissionAgreementResolver } from './commission-agreements.js';
import { ClaimComplaintsResolver, ComplaintResolver } from './complaints.js';
import { DocumentResolver } from './documents.js';
import { EventResolver } from './events.js';
import { InsurerAnswerResolver } from './insurer-answers.js';
import {
  CarrierResolvers,
  ClaimSharesResolver,
  LoanSharesResolver,
  OfferSharesResolver,
  PolicySharesResolver,
  RecoverySharesResolver,
} from './insurer-shares.js';
import { InvariantResolver } from './invariants.js';
import { InvestorResolver } from './investors.js';
import { AccountStatementResolver, LedgerResolver } from './ledger.js';
import { LimitResolver } from './limits.js';
import { LoanReportUploadResolver } from './loan-report-uploads.js';
import { LoanReportResolver } from './loan-reports.js';
import { LoanResolver, PolicyLoanResolver } from './loans.js';
import { MoratoriumResolver } from './moratoria.js';
import { NodeResolver } from './nodes.js';
import { PartnerPayoutResolver } from './partner-payouts.js';
import { PartnerResolver, ProgrammeProductResolver, ProgrammeResolver } from './partners.js';
import { PolicyResolver, PolicyRoleResolver } from './policies.js';
import { PolicyActivationResolver } from './policy-activation.js';
import { PolicyCertificatesResolver } from './policy-certificates.js';
import { changeResolvers, PolicyChangeResolver } from './policy-changes.js';
import { PolicyHoldResolver } from './policy-holds.js';
import { PolicyLifecycleResolver } from './policy-lifecycle.js';
import { PolicyNoticesResolver } from './policy-notices.js';
import {
  PolicyPremiumResolver,
  PolicyTransactionLedgerResolver,
  PremiumCloseResolver,
  RecoveryReceiptLedgerResolver,
} from './premium.js';
import { PolicyInvoiceResolver, PremiumInvoiceResolver, PremiumPaymentResolver } from './premium-invoices.js';
import { PremiumInvoiceListResolver, PremiumPaymentListResolver } from './premium-lists.js';
import { dryRunResolver, ProductCheckResolver } from './product-checks.js';
import { CreditDecisionResolver, ProductDecisionResolver } from './product-decisions.js';
import { ProductResolver, ProductVersionResolver } from './products.js';
import { PolicyPurposeLockResolver, PurposeLockResolver } from './purpose-locks.js';
import { QuoteUpdateResolver } from './quote-updates.js';
import { CreditDataResolver, OfferResolver, QuoteResolver, quoteMutations } from './quotes.js';
import { RecoveryResolver } from './recoveries.js';
import { RecoveryCostPaymentResolver, RecoveryCostResolver } from './recovery-costs.js';
import { QuoteReferralResolver, QuoteReferralsResolver, ReferralMutations, ReferralResolver } from './referrals.js';
import { ReplayResolver } from './replay.js';
import { RulePackResolver } from './rule-packs.js';
import { ChallengerResolver, ScorecardResolver } from './scoring.js';
import { StatementLineResolver, StatementPreviewResolver, StatementResolver } from './statements.js';
import { TreatyResolver } from './treaties.js';

/** The schema with every resolver, for the scenarios that are installed. */
export const buildApiSchema = (scenarios: ScenarioRegistry): Promise<GraphQLSchema> =>
  buildSchema({
    scenarios: scenarios.all,
    authorise,
    oneOfInputs: [...CALCULATOR_ONE_OFS, POLICY_CHANGE_INPUT],
    resolvers: (scenarioInput) => [
      NodeResolver,
      PartnerResolver,
      ProgrammeResolver,
      ProgrammeProductResolver,
      OrganisationMutations,
      ProgrammeMutations,
      quoteMutations(scenarioInput),
      QuoteResolver,
      QuoteUpdateResolver,
      CreditDecisionResolver,
      ProductDecisionResolver,
      ProductResolver,
      ProductVersionResolver,
      ProductCheckResolver,
      dryRunResolver(scenarioInput),
      OfferResolver,
      CreditDataResolver,
      ReferralMutations,
      ReferralResolver,
      QuoteReferralResolver,
      QuoteReferralsResolver,
      PolicyResolver,
      PolicyActivationResolver,
      PolicyRoleResolver,
      PolicyPremiumResolver,
      PremiumCloseResolver,
      PolicyInvoiceResolver,
      PremiumInvoiceResolver,
      PremiumInvoiceListResolver,
      PremiumPaymentListResolver,
      PremiumPaymentResolver,
      PolicyTransactionLedgerResolver,
      RecoveryReceiptLedgerResolver,
      PolicyPurposeLockResolver,
      PurposeLockResolver,
      PolicyLoanResolver,
      LoanResolver,
      LoanReportResolver,
      LoanReportUploadResolver,
      CollectionResolver,
      LoanCollectionResolver,
      CollectionMutations,
      PolicyHoldResolver,
      MoratoriumResolver,
      CancellationNoticeResolver,
      InvestorResolver,
      ...changeResolvers(scenarios.all),
      PolicyChangeResolver,
      PolicyLifecycleResolver,
      PolicyClaimsResolver,
      PolicyCertificatesResolver,
      PolicyNoticesResolver,
      ClaimMutations,
      ClaimPaymentResolver,
      ClaimStepPreviewResolver,
      ClaimResolver,
      ClaimComplaintsResolver,
      ComplaintResolver,
      ClaimUpdateResolver,
      RecoveryResolver,
      RecoveryCostResolver,
      RecoveryCostPaymentResolver,
      ScorecardResolver,
      ChallengerResolver,
      ReplayResolver,
      BacktestResolver,
      LedgerResolver,
      AccountStatementResolver,
      StatementResolver,
      StatementPreviewResolver,
      StatementLineResolver,
      PartnerPayoutResolver,
      CommissionAgreementResolver,
      TreatyResolver,
      LimitResolver,
      RulePackResolver,
      InsurerAnswerResolver,
      CoInsuranceResolver,
      ...CarrierResolvers,
      ClaimSharesResolver,
      LoanSharesResolver,
      RecoverySharesResolver,
      OfferSharesResolver,
      PolicySharesResolver,
      InvariantResolver,
      DocumentResolver,
      EventResolver,
      ClockResolver,
      CalculatorResolver,
    ],
  });
