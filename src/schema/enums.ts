import { registerEnumType } from 'type-graphql';
import { REPAYMENT_METHODS } from '../finance/schedule.js';

const enumOf = <T extends string>(values: readonly T[]): { readonly [K in T]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T]: K };

const described = <T extends string>(descriptions: Readonly<Record<T, string>>) =>
  Object.fromEntries(Object.entries<string>(descriptions).map(([value, description]) => [value, { description }])) as {
    [K in T]: { description: string };
  };

export function register<T extends string>(name: string, description: string, values: Readonly<Record<T, string>>) {
  const type = enumOf(Object.keys(values) as T[]);
  registerEnumType(type, { name, description, valuesConfig: described(values) });
  return type;
}

export const RepaymentMethodEnum = enumOf(REPAYMENT_METHODS);
registerEnumType(RepaymentMethodEnum, {
  name: 'RepaymentMethod',
  description: 'How a loan is repaid.',
  valuesConfig: described({
    LEVEL_PAYMENT: 'Equal payments (annuity).',
    EQUAL_PRINCIPAL: 'Equal principal each period, interest falling.',
    INTEREST_ONLY: 'Interest each period, the principal with the last instalment.',
    LEVEL_WITH_BALLOON: 'Equal payments and a larger last one, the balloon.',
    LEVEL_TO_RESIDUAL: 'A lease: equal payments down to a residual that is due separately.',
    ZERO_INTEREST: 'Equal parts without interest.',
    FLAT_FEE: 'Equal parts and a fee per period on the original principal.',
  }),
});

export const QuoteStatusEnum = register('QuoteStatus', 'Where a quote stands.', {
  REFERRED: 'A person at an insurer must look at it.',
  OFFERED: 'Offers can be taken until the quote expires.',
  DECLINED: 'No insurer of the programme covers it as asked.',
  BOUND: 'An offer was taken.',
  EXPIRED: 'Nobody took an offer in time.',
  REFUSED: 'The customer opted out.',
  SUPERSEDED: 'A newer quote took its place.',
});

export const ReferralStatusEnum = register('ReferralStatus', 'Where a referral stands.', {
  OPEN: 'Nobody looks at it yet.',
  ASSIGNED: 'An underwriter looks at it.',
  DECIDED: 'An underwriter decided, or the deadline declined it.',
  EXPIRED: 'The deadline passed, or its quote ended otherwise.',
});

export const ReferralOutcomeEnum = register('ReferralOutcome', 'What was decided about a referral.', {
  APPROVED: 'The insurer made an offer.',
  DECLINED: 'The insurer does not cover it.',
});

export const DeskDecisionEnum = register('DeskDecision', 'What an underwriter decides.', {
  APPROVE: 'Make an offer.',
  DECLINE: 'Do not cover it.',
});

export const ReferralEntryKindEnum = register('ReferralEntryKind', "A line of an insurer's record of a referral.", {
  ASSIGNMENT: 'It was given to somebody.',
  NOTE: 'Somebody wrote a note.',
  APPROVAL: 'A first person approved; a second one must.',
  SHARE_APPROVAL: 'It was approved without room for all of it: the insurer carries a share when others approve too.',
  DECISION: 'It was decided.',
});

export const OfferMakerEnum = register('OfferMaker', 'Whose decision an offer follows.', {
  RULES: 'The rules approved what was asked for.',
  COUNTER_OFFER: 'The rules declined it and approve these terms.',
  DESK: 'A person approved.',
});

export const ConditionKindEnum = register('ConditionKind', 'What must be so for a decision to hold.', {
  LOWER_AMOUNT: 'Less is lent. Met by the loan of the offer itself.',
  DOWN_PAYMENT: 'The customer pays more at once, and less is lent. Met by the loan of the offer itself.',
  CO_OBLIGOR: 'Somebody else owes the loan too. Met by the partner.',
  EVIDENCE: 'Something is shown. Met by the partner.',
});

export const CreditOutcomeEnum = register('CreditOutcome', 'The credit decision.', {
  APPROVED: 'At least one insurer offers cover.',
  REFERRED: 'A person must decide.',
  DECLINED: 'Not covered as asked.',
});

export const ConsentPurposeEnum = register('ConsentPurpose', 'What an obligor agreed to.', {
  CREDIT_ASSESSMENT: 'A credit report and a check of the identity, to decide about a request for cover.',
  CREDIT_MONITORING: 'Looking again while cover is in force.',
});

export const CreditReportSourceEnum = register('CreditReportSource', 'Where a credit report came from.', {
  PARTNER: 'It came with the request.',
  BUREAU: 'The bureau was asked for it.',
  CACHE: "An earlier report of this partner's obligor, young enough for every product.",
  NONE: 'There is none.',
});

export const CreditReportGapEnum = register('CreditReportGap', 'Why there is no credit report.', {
  CONSENT_MISSING: 'The obligor has not agreed to one.',
  IDENTITY_NUMBER_MISSING: 'There is no identity number to ask with.',
  NOT_KNOWN_TO_BUREAU: 'The bureau knows nobody by this identity.',
  BUREAU_UNAVAILABLE: 'The bureau was slow or broken, or none is connected.',
});

export const IdentityOutcomeEnum = register('IdentityOutcome', 'What the check of an identity gave.', {
  VERIFIED: 'The identity number is that of who borrows.',
  NOT_VERIFIED: 'It is not.',
  UNAVAILABLE: 'It could not be checked.',
});

export const ProductVersionStatusEnum = register('ProductVersionStatus', 'Whether a version may still change.', {
  DRAFT: 'May be written over; nobody sells it.',
  PUBLISHED: 'Never changes again.',
});

export const FeatureKindEnum = register('FeatureKind', 'What a feature holds.', {
  NUMBER: 'A number: compared with from, over, upTo and below.',
  TEXT: 'A text: compared with in and notIn.',
});

export const FindingSeverityEnum = register('FindingSeverity', 'How grave a finding about terms is.', {
  ERROR: 'Keeps the version from being published.',
  WARNING: 'Worth a look.',
});

export const RuleEffectEnum = register('RuleEffect', 'What a row of a decision table does.', {
  KNOCK_OUT: 'Declines, and nothing the applicant does would cure it.',
  REFER: 'A person must look.',
  CURABLE: 'Declines what was asked and says what would pass.',
  PRICE_ADJUSTMENT: 'Changes the premium before tax.',
  AUTHORITY: 'Asks a level of whoever decides by hand.',
  INFO: 'Is only noted.',
});

export const DriftBandEnum = register('DriftBand', 'What a population stability index calls for.', {
  STABLE: 'Below 0.1: the population is that of the training.',
  WATCH: '0.1 to below 0.25: it has moved; keep an eye on it.',
  ACT: '0.25 or more: it is another one; fit the card again.',
});

export const PremiumLineKindEnum = register('PremiumLineKind', 'What a part of a premium pays for.', {
  RISK: 'The expected loss.',
  RISK_MARGIN: 'A margin for losses being worse than expected.',
  EXPENSE: "The insurer's expenses.",
  COMMISSION: "The partner's commission.",
  PROFIT: "The insurer's profit.",
  FEE: 'A fixed fee.',
  TAX: 'Premium tax.',
});

export const PolicyStatusEnum = register('PolicyStatus', 'Where a policy stands.', {
  PENDING_ACTIVATION: 'Bound; the loan is not paid out yet.',
  ACTIVE: 'Cover is in force.',
  CLOSED: 'The loan is repaid or the loss settled.',
  NOT_TAKEN_UP: 'Nobody activated it in time.',
  CANCELLED: 'Ended before its time.',
  LAPSED: 'Ended because the premium was not paid.',
  EXPIRED: 'Cover ran out.',
});

export const PolicyRoleEnum = register('PolicyRoleName', 'A part somebody plays on a policy.', {
  OBLIGOR: 'Who borrows, whose credit is insured.',
  CO_OBLIGOR: 'Who owes all of the loan too; the only role that several may play.',
  LENDER: 'Who is owed.',
  POLICYHOLDER: 'Who took the cover.',
  INSURED: 'Whose loss is covered.',
  BENEFICIARY: 'Who gains from the cover.',
  LOSS_PAYEE: 'Who is paid the indemnity.',
  PRODUCER: 'Who sold the cover and earns commission.',
  INSURER: 'Who carries the risk.',
});

export const PolicyTransactionKindEnum = register('PolicyTransactionKind', 'What changed a policy.', {
  ISSUANCE: 'The policy was issued.',
  CHANGE: 'Cover or premium changed.',
  RENEWAL: 'Cover was renewed.',
  CANCELLATION: 'Cover ended early.',
  REINSTATEMENT: 'Cover was put back in force.',
  REVERSAL: 'An earlier transaction was taken back.',
});

export const PolicyChangeKindEnum = register('PolicyChangeKind', 'What changed about a policy.', {
  RETURN: 'Part of the insured thing came back, e.g. goods of an order.',
  PREPAYMENT: 'The borrower paid ahead of schedule.',
  EXTENSION: 'Due dates were postponed.',
  RESCHEDULING: 'What is owed got another schedule.',
  INCREASE: 'More was lent.',
  ASSIGNMENT: 'The loan went to another lender.',
  BENEFICIARY: 'Somebody else is paid a loss.',
  CORRECTION: "The obligor's reference was corrected.",
  CANCELLATION: 'Cover was ended early.',
  LAPSE: 'Cover ended because premium was not paid.',
  REINSTATEMENT: 'Cover was put back in force.',
  REOPENING: 'Cover that had ended with its loan is back: a payment that had ended the loan was taken back.',
});

export const RefundPayeeEnum = register('RefundPayee', 'Who is given a refund.', {
  PAYER: 'Whoever paid the premium.',
  LENDER: 'The lender, because the loan is still owed.',
});

export const ObligorKindEnum = register('ObligorKind', 'Whether a person or a company borrows.', {
  PERSON: 'A natural person.',
  COMPANY: 'A legal person.',
});

export const LimitDimensionEnum = register('LimitDimension', 'What a limit caps.', {
  INSURER: "An insurer's whole exposure in a currency.",
  PROGRAMME: "An insurer's exposure through one programme.",
  PARTNER: "An insurer's exposure through one partner.",
  LENDER: "An insurer's exposure to the loans of one lender, who funds them.",
  SCENARIO: "An insurer's exposure in one scenario.",
  PRODUCT: "An insurer's exposure under one product.",
  REGION: "An insurer's exposure to obligors of one country or region.",
  OBLIGOR: "An insurer's exposure to one obligor.",
  OBLIGOR_GROUP: "An insurer's exposure to one obligor and its related parties.",
  OBLIGOR_AT_PARTNER: "An insurer's exposure to one obligor through one partner, e.g. to one borrower of a platform.",
});

export const LimitMeasureEnum = register('LimitMeasure', 'What a limit measures.', {
  BALANCE: 'Live exposure.',
  VOLUME: 'Amount of new business in a rolling window of days.',
  COUNT: 'Number of new covers in a rolling window of days.',
});

export const LimitBasisEnum = register('LimitBasis', 'Which part of an exposure a limit counts.', {
  GROSS: 'All of it.',
  RETAINED: 'What the insurer keeps after its quota share treaty in force when capacity is taken.',
});

export const LimitObligorKindEnum = register('LimitObligorKind', 'Whose exposure a limit counts.', {
  ANY: 'Of persons and companies.',
  PERSON: 'Of natural persons.',
  COMPANY: 'Of legal persons.',
});

export const InsurerAnswerOutcomeEnum = register('InsurerAnswerOutcome', 'Why an insurer made no offer.', {
  DECLINED: 'Its product declined.',
  REFERRED: 'A person at the insurer had to look at it.',
  NO_ROOM: 'It approved, but one of its limits had no room.',
  UNAVAILABLE: 'Its own system gave no answer in time.',
});

export const RuleConfidenceEnum = register('RuleConfidence', 'How sure the number of a rule is.', {
  READ: 'Read in the text that is named.',
  HIGH: 'Read in a draft and known otherwise.',
  MEDIUM: 'Consistent with what was read elsewhere; off.',
  BACKGROUND: 'General knowledge; off.',
});

export const ExposureStateEnum = register('ExposureState', 'Where an exposure stands.', {
  RESERVED: 'Held by an open quote or a policy that waits for its activation.',
  UTILISED: 'Held by an active policy.',
  RELEASED: 'Given back.',
  EXPIRED: 'Given back because the quote expired.',
});

export const PurposeLockStateEnum = register('PurposeLockState', 'Where the lock on the real thing stands.', {
  HELD: 'From the bind: nobody else can insure a loan for this thing.',
  VERIFIED: 'From the activation: evidence showed that the loan paid for it.',
  RELEASED: 'Cover has ended; the thing is free.',
});

export const RoleEnum = register('KeyRole', 'What an API key may do.', {
  PARTNER: 'Quote, bind, activate and report for a partner or lender.',
  INSURER_UNDERWRITER: 'Underwrite for an insurer.',
  INSURER_CLAIMS: 'Decide and pay claims for an insurer.',
  DASHBOARD: 'Only read.',
  OPERATOR: 'Run the platform.',
});

export const NewOrganisationKindEnum = register('NewOrganisationKind', 'What a new organisation is.', {
  PARTNER: 'Embeds cover: merchant, dealer, lender or platform.',
  LENDER: 'Lends and is owed.',
  INSURER: 'Carries the risk.',
});

export const OrganisationKindEnum = register('OrganisationKind', 'What an organisation is.', {
  PARTNER: 'Embeds cover: merchant, dealer, lender or platform.',
  LENDER: 'Lends and is owed.',
  INSURER: 'Carries the risk.',
  OPERATOR: 'Runs this installation.',
});
