import { InvariantService } from './audit/invariant-service.js';
import { type ClaimServiceOptions, createClaimServices } from './claims/create-claim-services.js';
import { createCollectionServices } from './collections/create-collection-services.js';
import type { UnitOfWork } from './database/unit-of-work.js';
import { CertificateMaker } from './documents/certificate-maker.js';
import { CertificateReader } from './documents/certificate-reader.js';
import { NoticeMaker } from './documents/notice-maker.js';
import { NoticeReader } from './documents/notice-reader.js';
import { signingKeyOf } from './documents/signing-key.js';
import { StatementMaker } from './documents/statement-maker.js';
import { StatementService } from './documents/statement-service.js';
import { EventReader } from './events/event-reader.js';
import type { EventTail } from './events/event-tail.js';
import { foldMoves } from './exposure/capacity-store.js';
import { LimitCounting } from './exposure/limit-counting.js';
import { LimitReader } from './exposure/limit-reader.js';
import { LimitService } from './exposure/limit-service.js';
import { FiguresService } from './exposure/rules/figures-service.js';
import type { RulePack } from './exposure/rules/rule-pack.js';
import { RuleService } from './exposure/rules/rule-service.js';
import type { DailyTask } from './jobs/daily-run.js';
import { type Clock, today } from './kernel/index.js';
import { Directory } from './partners/directory.js';
import { KeyService } from './partners/key-service.js';
import { OrganisationService } from './partners/organisation-service.js';
import { ProgrammeCatalogue } from './partners/programme-catalogue.js';
import { ProgrammeService } from './partners/programme-service.js';
import { CancellationNoticeService } from './policies/cancellation-notice-service.js';
import { ChangeService } from './policies/change-service.js';
import { DelinquencyService } from './policies/delinquency-service.js';
import { endCoverAfterLoss, endCoverIfSettled } from './policies/end-cover.js';
import { InvestorService } from './policies/investor-service.js';
import { LapseService } from './policies/lapse-service.js';
import { LoanReader } from './policies/loan-reader.js';
import { LoanReportService } from './policies/loan-report-service.js';
import { PolicyHistoryReader } from './policies/policy-history-reader.js';
import { PolicyReader } from './policies/policy-reader.js';
import { PolicyService } from './policies/policy-service.js';
import { type Following, followPrepayments } from './policies/prepayment-following.js';
import { followReversal } from './policies/reversal-following.js';
import type { FeedFollowers } from './policies/taken-lines.js';
import { UploadService } from './policies/upload/upload-service.js';
import { CommissionAgreementService } from './premium/commission-agreement-service.js';
import { DunningService } from './premium/dunning-service.js';
import { EarningClose } from './premium/earning-close.js';
import { PremiumPaymentService } from './premium/payment-service.js';
import { PayoutService } from './premium/payout-service.js';
import { PremiumReader } from './premium/premium-reader.js';
import { SettlementService } from './premium/settlement-service.js';
import { TreatyService } from './premium/treaty-service.js';
import type { SimulatedClock } from './sandbox/simulated-clock.js';
import { TimeTravel } from './sandbox/time-travel.js';
import type { ScenarioRegistry } from './scenarios/registry.js';
import type { FactSources } from './underwriting/fact-sources.js';
import { InsurerAnswerReader } from './underwriting/insurer-answer-reader.js';
import { obligorKeyReader } from './underwriting/obligor.js';
import { QuoteReader } from './underwriting/quote-reader.js';
import { QuoteService } from './underwriting/quote-service.js';
import { ReferralReader } from './underwriting/referral-reader.js';
import { ReferralService } from './underwriting/referral-service.js';
import { BacktestService } from './underwriting/replay/backtest-service.js';
import { ReplayService } from './underwriting/replay/replay-service.js';
import { ChallengerService } from './underwriting/scoring/challenger-service.js';
import { ScoreReportService } from './underwriting/scoring/score-report-service.js';
import { ScorecardService } from './underwriting/scoring/scorecard-service.js';
import { DryRunService } from './underwriting/versions/dry-run.js';
import { ProductReader } from './underwriting/versions/product-reader.js';
import { ProductService } from './underwriting/versions/product-service.js';

export interface ServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  /** Only in a sandbox. */
  readonly simulatedClock: SimulatedClock | undefined;
  readonly tail: EventTail;
  readonly scenarios: ScenarioRegistry;
  readonly rulePacks: readonly RulePack[];
  readonly sources: FactSources;
  readonly onUnassessed?: ClaimServiceOptions['onUnassessed'];
  readonly scanner?: ClaimServiceOptions['scanner'];
  /** For keyed hashes of identities. */
  readonly secret: string;
}

/** Every service once, over one database and one clock. */
export function createServices(options: ServiceOptions) {
  const { units, clock, simulatedClock, tail, scenarios, sources, secret, onUnassessed, scanner } = options;
  const packs = options.rulePacks;
  const catalogue = new ProgrammeCatalogue(units);
  const modules = scenarios.all;
  const quotes = new QuoteService({ units, clock, catalogue, scenarios: modules, packs, sources, secret });
  const referrals = new ReferralService({ units, clock, catalogue, scenarios: modules });
  const policies = new PolicyService({ units, clock, catalogue, scenarios: modules, secret });
  const premiumPayments = new PremiumPaymentService({ units, clock });
  const limitCounting = new LimitCounting({ units, clock });
  const rules = new RuleService({ units, clock, packs });
  const commissionAgreements = new CommissionAgreementService({ units, clock });
  const dunning = new DunningService({ units, clock, catalogue });
  const cancellationNotices = new CancellationNoticeService({ units, clock, catalogue, scenarios: modules });
  const lapses = new LapseService({ units, clock, catalogue, scenarios: modules });
  const earningClose = new EarningClose({ units, clock });
  const delinquency = new DelinquencyService({ units, clock });
  const { claimTasks, ...claims } = createClaimServices({
    units,
    clock,
    scenarios: modules,
    secret,
    ...(onUnassessed ? { onUnassessed } : {}),
    ...(scanner ? { scanner } : {}),
    afterPayment: (tx, { policyId, at, cause }) => endCoverAfterLoss(tx, policyId, { at, cause }),
    afterNoLoss: (tx, { policyId, at, cause }) => endCoverIfSettled(tx, policyId, { at, cause }),
  });
  const { collectionTasks, ...collections } = createCollectionServices({ units, clock, catalogue, scenarios: modules });
  const following = (): Following => ({
    at: clock.now(),
    today: (zone) => today(clock, zone),
    terms: (id) => catalogue.terms(id),
    scenarios: modules,
  });
  const followers: FeedFollowers = {
    beforePosting: (tx, postings) => followPrepayments(tx, postings, following()),
    afterReversal: (tx, takenBack) => followReversal(tx, takenBack, following()),
  };
  const signingKey = signingKeyOf(secret);
  const dailyTasks: readonly DailyTask[] = [
    { name: 'referrals not decided in time', run: () => referrals.expireDue(), due: () => referrals.due() },
    { name: 'quotes expired', run: () => quotes.expireDue(), due: () => quotes.due() },
    { name: 'policies not taken up', run: () => policies.endNotActivated(), due: () => policies.notActivated() },
    { name: 'loans moved between overdue states', run: () => delinquency.rollAll() },
    ...collectionTasks,
    ...claimTasks,
    { name: 'reminders of premium told', run: () => dunning.tellDue(), due: () => dunning.due() },
    {
      name: 'policies cancelled after notice',
      run: () => cancellationNotices.takeEffect(),
      due: () => cancellationNotices.due(),
    },
    { name: 'policies lapsed', run: () => lapses.lapseDue(), due: () => lapses.due() },
    { name: 'policies run out', run: () => policies.endRunOut(), due: () => policies.runOut() },
    { name: 'limits of rules renewed', run: () => rules.renewAll(), due: () => rules.due() },
    { name: 'limits brought up to date', run: () => foldMoves(units) },
    {
      name: 'commission brought within bounds',
      run: () => commissionAgreements.bookDue(),
      due: () => commissionAgreements.due(),
    },
    {
      name: 'premium deposits applied',
      run: () => premiumPayments.applyDeposits(),
      due: () => premiumPayments.due(),
    },
    { name: 'days of earned premium closed', run: () => earningClose.closeAll() },
    { name: 'limits over large books completed', run: () => limitCounting.finishAll(), due: () => limitCounting.due() },
  ];
  return {
    ...claims,
    ...collections,
    scenarios,
    clock,
    timeTravel: simulatedClock && new TimeTravel(simulatedClock, dailyTasks, units),
    dailyTasks,
    tail,
    signingKey,
    certificateMaker: new CertificateMaker({ units, clock, signingKey }),
    certificateReader: new CertificateReader(units),
    noticeMaker: new NoticeMaker({ units, clock }),
    noticeReader: new NoticeReader(units),
    statements: new StatementService({ units, clock }),
    statementMaker: new StatementMaker({ units, clock }),
    invariants: new InvariantService(units),
    eventReader: new EventReader(units),
    catalogue,
    directory: new Directory(units),
    organisations: new OrganisationService(units, clock),
    programmes: new ProgrammeService({ units, clock, catalogue, scenarios: modules.map(({ code }) => code) }),
    keys: new KeyService(units),
    quotes,
    quoteReader: new QuoteReader(units),
    referrals,
    referralReader: new ReferralReader(units),
    backtests: new BacktestService({ units, clock, catalogue, scenarios: modules }),
    replays: new ReplayService({ units, catalogue, scenarios: modules }),
    scorecards: new ScorecardService({ units, clock }),
    challengers: new ChallengerService({ units, clock, scenarios: modules }),
    scoreReports: new ScoreReportService({ units, clock, scenarios: modules }),
    products: new ProductService({ units, clock, scenarios: modules }),
    productReader: new ProductReader(units),
    dryRuns: new DryRunService({ units, clock, scenarios: modules, sources, secret }),
    policies,
    earningClose,
    premiumReader: new PremiumReader(units),
    premiumPayments,
    commissionAgreements,
    payouts: new PayoutService({ units, clock }),
    treaties: new TreatyService({ units, clock }),
    policyReader: new PolicyReader(units),
    investors: new InvestorService({ units, clock }),
    settlements: new SettlementService({ units, clock }),
    policyHistory: new PolicyHistoryReader({ units, catalogue }),
    loanReports: new LoanReportService({ units, clock, followers }),
    loanReportUploads: new UploadService({ units, clock, followers }),
    loanReader: new LoanReader(units),
    limits: new LimitService({
      counting: limitCounting,
      units,
      clock,
      scenarios: modules.map(({ code }) => code),
      readObligor: obligorKeyReader(secret),
    }),
    rules,
    figures: new FiguresService({ units, clock, packs, counting: limitCounting }),
    insurerAnswers: new InsurerAnswerReader(units),
    limitReader: new LimitReader(units, clock),
    cancellationNotices,
    changes: new ChangeService({ units, clock, catalogue, scenarios: modules, secret }),
  };
}

export type Services = ReturnType<typeof createServices>;
