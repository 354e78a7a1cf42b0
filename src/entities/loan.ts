import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The insured loan and where its repayment stands. */
@Entity({ name: 'loan' })
export class Loan {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'text' })
  readonly reference!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'time_zone', type: 'text' })
  readonly timeZone!: string;

  @Column({ type: 'jsonb' })
  readonly terms!: unknown;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ name: 'principal_minor', type: 'bigint' })
  readonly principalMinor!: bigint;

  @Column({ name: 'outstanding_principal_minor', type: 'bigint' })
  readonly outstandingPrincipalMinor!: bigint;

  /** Received beyond what the schedule asks. */
  @Column({ name: 'excess_minor', type: 'bigint', default: 0 })
  readonly excessMinor!: bigint;

  @Column({ name: 'overdue_state', type: 'text' })
  readonly overdueState!: string;

  @Column({ name: 'oldest_unpaid_due_on', type: 'date', nullable: true })
  readonly oldestUnpaidDueOn!: string | null;

  @Column({ name: 'notice_days', type: 'integer' })
  readonly noticeDays!: number;

  @Column({ name: 'waiting_days', type: 'integer' })
  readonly waitingDays!: number;

  /** Days on which the counter of its overdue stands still: of holds that stop claims, each day once. */
  @Column({ name: 'stopped_days', type: 'datemultirange', default: '{}' })
  readonly stoppedDays!: string;
}
