import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the bounds of a payout period added to its commission, or took. */
@Entity({ name: 'commission_adjustment' })
export class CommissionAdjustment {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'programme_id', type: 'text', nullable: true })
  readonly programmeId!: string | null;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'period_on', type: 'date' })
  readonly periodOn!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
