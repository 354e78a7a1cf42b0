import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money an insurer paid a partner: commission, or premium given back. */
@Entity({ name: 'partner_payout' })
export class PartnerPayout {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ type: 'text' })
  readonly kind!: 'COMMISSION' | 'PREMIUM';

  @Column({ type: 'text' })
  readonly reference!: string;

  @Column({ name: 'paid_on', type: 'date' })
  readonly paidOn!: string;

  /** Of commission: the last business date whose accruals count. */
  @Column({ name: 'up_to', type: 'date', nullable: true })
  readonly upTo!: string | null;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
