import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the obligor promised to pay back by when. */
@Entity({ name: 'recovery_plan' })
export class RecoveryPlan {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'recovery_id', type: 'text' })
  readonly recoveryId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'total_minor', type: 'bigint' })
  readonly totalMinor!: bigint;

  @Column({ name: 'received_minor', type: 'bigint' })
  readonly receivedMinor!: bigint;

  @Column({ type: 'jsonb' })
  readonly instalments!: unknown;

  @Column({ name: 'grace_days', type: 'integer' })
  readonly graceDays!: number;

  @Column({ name: 'next_due_on', type: 'date', nullable: true })
  readonly nextDueOn!: string | null;

  @Column({ name: 'agreed_at', type: 'timestamptz' })
  readonly agreedAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  readonly endedAt!: Date | null;
}
