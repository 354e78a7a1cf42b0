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
  WITHDRAWN: 'Given up before the decision, or the borrower caught up.',
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
