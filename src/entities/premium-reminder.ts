import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A reminder of unpaid premium that was told, once for each level and oldest due date. */
@Entity({ name: 'premium_reminder' })
export class PremiumReminder {
  @PrimaryColumn({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @PrimaryColumn({ name: 'oldest_due_on', type: 'date' })
  readonly oldestDueOn!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly level!: number;

  /** Business date of the programme. */
  @Column({ name: 'told_on', type: 'date' })
  readonly toldOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'overdue_minor', type: 'bigint' })
  readonly overdueMinor!: bigint;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
