import { Arg, Authorized, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { CalendarDate } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import {
  ChargeOff,
  ChargeOffRecordInput,
  CollectionContact,
  CollectionContactRecordInput,
  ContactBreachEnum,
  ContactChannelEnum,
  MonitoringWarning,
  OverdueNotice,
  OverdueNoticeGiveInput,
  PaymentPromise,
  PaymentPromiseRecordInput,
  PaymentPromiseWithdrawInput,
  WarningAcknowledgeInput,
} from '../schema/collection.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { GraphQLInstant } from '../schema/scalars.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { chargeOffView, contactView, noticeView, promiseView, warningView } from './views/collection-view.js';
import { problemView, resultView } from './views/problem-view.js';

@ObjectType({ simpleResolvers: true, description: 'Whether a contact would keep the rules of the product.' })
export class ContactCheck {
  @Field(() => ContactBreachEnum, { nullable: true, description: 'The rule it would break; null when it may be made.' })
  breach!: string | null;
}

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const OverdueNoticeGiveResult = resultUnion('OverdueNoticeGiveResult', OverdueNotice, PROBLEMS);
const CollectionContactRecordResult = resultUnion('CollectionContactRecordResult', CollectionContact, PROBLEMS);
const PaymentPromiseRecordResult = resultUnion('PaymentPromiseRecordResult', PaymentPromise, PROBLEMS);
const PaymentPromiseWithdrawResult = resultUnion('PaymentPromiseWithdrawResult', PaymentPromise, PROBLEMS);
const WarningAcknowledgeResult = resultUnion('WarningAcknowledgeResult', MonitoringWarning, PROBLEMS);
const ChargeOffRecordResult = resultUnion('ChargeOffRecordResult', ChargeOff, PROBLEMS);
const ContactCheckResult = resultUnion('ContactCheckResult', ContactCheck, [NotFound]);

const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };
const INPUT = { description: 'What is recorded.' };

@Resolver()
export class CollectionMutations {
  @Authorized<Role>('PARTNER')
  @Mutation(() => OverdueNoticeGiveResult, { description: 'Tells the insurer of the overdue that runs now, once.' })
  async overdueNoticeGive(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => OverdueNoticeGiveInput, INPUT) input: OverdueNoticeGiveInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { policy, note = null } = input;
    return resultView(await services.overdues.giveNotice({ viewer, idempotencyKey }, { policy, note }), noticeView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Mutation(() => CollectionContactRecordResult, {
    description:
      'Records a contact. One that broke the rules of the product is recorded with its breach and raises a warning.',
  })
  async collectionContactRecord(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => CollectionContactRecordInput, INPUT) input: CollectionContactRecordInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { policy, channel, outcome, contactedAt, note = null } = input;
    const contact = { policy, channel, outcome, contactedAt, note };
    return resultView(await services.contacts.record({ viewer, idempotencyKey }, contact), contactView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Query(() => ContactCheckResult, { description: 'Whether a contact would keep the rules of the product.' })
  async collectionContactCheck(
    @Arg('policy', () => ID, { description: 'The policy that covers the loan.' }) policy: string,
    @Arg('channel', () => ContactChannelEnum, { description: 'How.' }) channel: keyof typeof ContactChannelEnum,
    @Arg('at', () => GraphQLInstant, { nullable: true, description: 'When; now when absent.' }) at: Date | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const outcome = await services.contacts.check(viewer, { policy, channel, at: at ?? null });
    return resultView(outcome, (breach) => ({ __typename: 'ContactCheck', breach }));
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Mutation(() => PaymentPromiseRecordResult, {
    description: 'Records a promise to pay; the feed shows whether it is kept.',
  })
  async paymentPromiseRecord(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => PaymentPromiseRecordInput, INPUT) input: PaymentPromiseRecordInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount });
    if (!amounts.ok) return problemView(amounts.error);
    const promise = { policy: input.policy, amount: amounts.value.amount, payBy: input.payBy as CalendarDate };
    return resultView(await services.promises.record({ viewer, idempotencyKey }, promise), promiseView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Mutation(() => PaymentPromiseWithdrawResult, { description: 'Takes an open promise back.' })
  async paymentPromiseWithdraw(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => PaymentPromiseWithdrawInput, INPUT) { promise }: PaymentPromiseWithdrawInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.promises.withdraw({ viewer, idempotencyKey }, { promise }), promiseView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS', 'INSURER_UNDERWRITER')
  @Mutation(() => WarningAcknowledgeResult, { description: 'A person has seen a warning, once.' })
  async warningAcknowledge(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => WarningAcknowledgeInput, INPUT) input: WarningAcknowledgeInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { warning, note = null } = input;
    return resultView(await services.warnings.acknowledge({ viewer, idempotencyKey }, { warning, note }), warningView);
  }

  @Authorized<Role>('PARTNER')
  @Mutation(() => ChargeOffRecordResult, {
    description:
      "Records a charge-off in the lender's books. It moves no balance, ends no cover and writes nothing off.",
  })
  async chargeOffRecord(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ChargeOffRecordInput, INPUT) input: ChargeOffRecordInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount });
    if (!amounts.ok) return problemView(amounts.error);
    const { policy, on, note = null } = input;
    const chargeOff = { policy, on: on as CalendarDate, amount: amounts.value.amount, note };
    return resultView(await services.overdues.chargeOff({ viewer, idempotencyKey }, chargeOff), chargeOffView);
  }
}
