import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the close of a business date found earned so far. */
@Entity({ name: 'premium_close' })
export class PremiumClose {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'programme_id', type: 'text' })
  readonly programmeId!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'closed_on', type: 'date' })
  readonly closedOn!: string;

  @Column({ name: 'earned_minor', type: 'bigint' })
  readonly earnedMinor!: bigint;

  @Column({ name: 'commission_minor', type: 'bigint' })
  readonly commissionMinor!: bigint;

  @Column({ name: 'ceded_minor', type: 'bigint' })
  readonly cededMinor!: bigint;

  @Column({ name: 'ceding_commission_minor', type: 'bigint' })
  readonly cedingCommissionMinor!: bigint;

  @Column({ name: 'closed_at', type: 'timestamptz' })
  readonly closedAt!: Date;
}
