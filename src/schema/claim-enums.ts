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

export const RecoveryPursuitEnum = register('RecoveryPursuit', 'How the insurer goes after the money.', {
  IN_COLLECTION: 'By collection.',
  INSTALMENT_PLAN: 'By a plan with the obligor.',
  LEGAL: 'At law.',
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
