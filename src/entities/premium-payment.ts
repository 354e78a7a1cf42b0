import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Premium a partner paid, or a payment that is taken back. */
@Entity({ name: 'premium_payment' })
export class PremiumPayment {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ type: 'text' })
  readonly reference!: string;

  /** The reference as it is compared: small letters, no blanks. Null when taken back, or taking back. */
  @Column({ name: 'reference_key', type: 'text', nullable: true })
  readonly referenceKey!: string | null;

  @Column({ name: 'received_on', type: 'date' })
  readonly receivedOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ name: 'unallocated_minor', type: 'bigint' })
  readonly unallocatedMinor!: bigint;

  @Column({ type: 'text', nullable: true })
  readonly reverses!: string | null;

  @Column({ type: 'text', nullable: true })
  readonly reason!: string | null;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
