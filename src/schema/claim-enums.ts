import { registerEnumType } from 'type-graphql';

function register<T extends string>(name: string, description: string, values: Readonly<Record<T, string>>) {
  const type = Object.fromEntries(Object.keys(values).map((value) => [value, value])) as { readonly [K in T]: K };
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(values).map(([value, text]) => [value, { description: text }]),
  ) as { [K in T]: { description: string } };
  registerEnumType(type, { name, description, valuesConfig });
  return type;
}

export const ClaimStatusEnum = register('ClaimStatus', 'Where a claim stands; its outcome is another thing.', {
  NOTIFIED: 'The loss was noticed.',
  EVIDENCE_PENDING: 'Required papers are missing.',
  UNDER_REVIEW: 'The insurer examines it.',
  DECIDED: 'The insurer decided; an approved amount is still to be paid.',
  PAID: 'The indemnity was paid; the insurer recovers it.',
  CLOSED: 'Nothing more will happen.',
  WITHDRAWN: 'Given up before anything was paid, or the borrower caught up.',
  REOPENED: 'A decision was taken back.',
});

export const ClaimOutcomeEnum = register('ClaimOutcome', "The insurer's decision.", {
  APPROVED: 'The whole computed indemnity.',
  PARTLY_APPROVED: 'A part of it.',
  REJECTED: 'Nothing.',
});

export const ClaimOriginEnum = register('ClaimOrigin', 'How a claim began.', {
  FEED: 'It opened by itself, from the repayment feed.',
  LENDER: 'The partner or the lender submitted it.',
});

export const RecoveryStatusEnum = register('RecoveryStatus', 'Where a recovery stands.', {
  OPEN: 'Nothing was received yet.',
  IN_COLLECTION: 'Being collected.',
  INSTALMENT_PLAN: 'The obligor pays by a plan.',
  LEGAL: 'Pursued at law.',
  RECOVERED: 'The insurer has everything back.',
  WRITTEN_OFF: 'Given up.',
});

export const RecoveryMoveEnum = register('RecoveryMoveTarget', 'How the insurer goes after the money.', {
  IN_COLLECTION: 'By collection.',
  LEGAL: 'At law.',
});

export const WriteOffCodeEnum = register('RecoveryWriteOffCode', 'Why what is missing is given up.', {
  INSOLVENT: 'The obligor is insolvent.',
  DECEASED: 'The obligor died and left nothing.',
  UNTRACEABLE: 'The obligor cannot be found.',
  TIME_BARRED: 'It can no longer be enforced.',
  UNECONOMIC: 'Going on would cost more than it brings.',
  SETTLED_FOR_LESS: 'The insurer accepted less.',
  OTHER: 'Another reason, given in words.',
});

export const RecoveryEntryKindEnum = register('RecoveryEntryKind', 'What an entry of a recovery is.', {
  RECEIPT: 'Money from the obligor.',
  COLLATERAL_SALE: 'Proceeds of collateral sold after the indemnity.',
  COST: 'What the pursuit cost.',
  REVERSAL: 'A wrong entry taken back.',
  REALLOCATION: 'The claim has paid more or less, so everybody lacks another amount.',
});

export const RecoveryMoneyEnum = register('RecoveryMoneyKind', 'Where recovered money comes from.', {
  RECEIPT: 'The obligor.',
  COLLATERAL_SALE: 'Collateral sold after the indemnity; shared first, by the rule for collateral.',
});

export const CostKindEnum = register('RecoveryCostKind', 'What was paid for in pursuing the money.', {
  LEGAL: 'Lawyers.',
  COURT: 'Courts.',
  ENFORCEMENT: 'Bailiffs.',
  AGENCY: 'Collection agencies.',
  OTHER: 'Anything else.',
});

export const PlanStatusEnum = register('RecoveryPlanStatus', 'Where an instalment plan stands.', {
  ACTIVE: 'It runs.',
  FULFILLED: 'Everything promised was paid.',
  BROKEN: 'An instalment stayed unpaid beyond its days of grace.',
  ENDED: 'Replaced, or the case went another way.',
});

export const PlanPeriodEnum = register('RecoveryPlanPeriod', 'How far instalments are apart.', {
  MONTH: 'The same day of every month, at the latest its last.',
  TWO_WEEKS: '14 days.',
  WEEK: '7 days.',
});

export const PayeeRoleEnum = register('PayeeRole', 'Who an indemnity goes to.', {
  LENDER: 'The lender.',
  LOSS_PAYEE: "The policy's loss payee.",
  INVESTOR: 'Somebody who holds a share of the loan, as the platform calls them.',
});

export const PaymentKindEnum = register('ClaimPaymentKind', 'Which way money went.', {
  INDEMNITY: 'To the payees.',
  OVERPAYMENT_RETURNED: 'Back to the insurer after a lower decision; below zero.',
});

export const WaterfallRuleEnum = register('WaterfallRule', 'Who is paid from recoveries, after costs.', {
  INSURER_FIRST: 'The insurer, then the lender, then the obligor.',
  INSURED_MADE_WHOLE_FIRST: 'The lender, then the insurer, then the obligor.',
  COSTS_THEN_PRO_RATA: 'Insurer and lender in proportion to their losses, then the obligor.',
});

export const DocumentStateEnum = register('DocumentState', 'What the malware scan said of a file.', {
  PENDING: 'No verdict yet: the file cannot be read and does not count as evidence.',
  CLEAN: 'The file can be read.',
  INFECTED: 'Malware was found; the content was thrown away.',
});

export const RejectionCodeEnum = register('ClaimRejectionCode', 'Why a claim is refused.', {
  NOT_IN_DEFAULT: 'The borrower was not in default.',
  COVER_NOT_IN_FORCE: 'The loss lies outside the time of cover.',
  PURPOSE_NOT_PROVEN: 'The loan was not used for what it was insured for.',
  EVIDENCE_INSUFFICIENT: 'What was sent does not prove the loss.',
  LENDER_BREACH: 'The lender broke a duty of the policy.',
  EXCLUDED: 'The policy excludes this loss.',
  FRAUD: 'Fraud.',
  DUPLICATE: 'The same loss is claimed elsewhere.',
  OTHER: 'Another reason, given in words.',
});

export const AskedByEnum = register('EvidenceAskedBy', 'Who asks for a kind of evidence.', {
  SCENARIO: 'Every policy of the scenario.',
  PRODUCT: "The insurer's product, beyond or short of the scenario.",
});

export const ChecklistStateEnum = register('ClaimChecklistState', 'How a kind of evidence stands.', {
  MISSING: 'Nothing was given.',
  SCANNING: 'What was given waits for the malware scan.',
  REFUSED: 'Only files with malware were given.',
  PROVIDED: 'At least one clean file was given.',
});

export const DeadlineKindEnum = register('ClaimDeadlineKind', 'What is promised or waited for.', {
  WAITING_PERIOD: 'From the oldest unpaid due date until a claim can begin.',
  DECISION: 'From complete evidence to the decision.',
  PAYMENT: 'From an approval to the payment of all of it.',
  ANSWER: 'From a complaint to its answer.',
});

export const DeadlineStateEnum = register('ClaimDeadlineState', 'How a deadline stands.', {
  RUNNING: 'Time is left.',
  APPROACHING: 'It was said that little time is left.',
  MISSED: 'Its day went by.',
  MET: 'Kept.',
  DROPPED: 'No longer owed: the claim was withdrawn or reopened.',
});

export const ClaimQueueEnum = register('ClaimQueue', 'Lists a claims desk works from.', {
  UNASSIGNED: 'Not finished and nobody works on it.',
  MINE: 'Not finished and assigned to the asking key.',
  WAITING: 'Waits for evidence.',
  TO_DECIDE: 'Waits for the decision.',
  SECOND_PERSON: 'One person decided, another must agree.',
  TO_PAY: 'Approved and not wholly paid.',
  LATE: 'A deadline approaches or was missed.',
});

export const FigureOriginEnum = register('FigureOrigin', 'Where a figure of an indemnity comes from.', {
  FEED: 'What the servicer reported of the loan.',
  LOAN_CONTRACT: "The loan's contract.",
  PRODUCT: "A term of the insurer's product version.",
  LAW: 'A limit of the law, as the product version states it.',
  POLICY: 'The policy.',
  HANDLER: 'A person at the insurer.',
  DECLARED: 'A declaration of the insured.',
  SUM: 'The figures below it.',
});

export const ComplaintStatusEnum = register('ComplaintStatus', 'Where a complaint stands.', {
  RECEIVED: 'Nobody has looked at it yet.',
  IN_REVIEW: 'The insurer looks into it.',
  ANSWERED: 'The insurer answered.',
  ESCALATED: 'The complainant is not content with the answer and went further, e.g. to the ombudsman.',
  CLOSED: 'Let rest.',
  WITHDRAWN: 'Taken back.',
});

export const ComplaintMoveEnum = register('ComplaintMoveTarget', 'Where a complaint is taken.', {
  IN_REVIEW: 'The insurer looks into it.',
  ESCALATED: 'The complainant goes further.',
  WITHDRAWN: 'The complainant takes it back.',
  CLOSED: 'It is let rest after the answer.',
});

export const ComplaintOutcomeEnum = register('ComplaintOutcome', 'Whether a complaint was right.', {
  UPHELD: 'It was.',
  PARTLY_UPHELD: 'In part.',
  NOT_UPHELD: 'It was not.',
});

export const ComplainantEnum = register('Complainant', 'Whose complaint it is.', {
  OBLIGOR: "The borrower's.",
  LENDER: "The lender's.",
  PARTNER: "The partner's that sold the cover.",
});

export const ComplaintSubjectEnum = register('ComplaintSubject', 'What a complaint is about.', {
  CLAIM_DECISION: 'The decision on a claim.',
  PAYMENT: 'The payment of a claim.',
  DELAY: 'How long something takes.',
  RECOVERY: 'How the money is collected.',
  PREMIUM: 'Premium or refund.',
  SALE: 'How the cover was sold.',
  PERSONAL_DATA: 'How personal data is handled.',
  OTHER: 'Anything else.',
});
