import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money an insurer paid to whom the pursuit of a debt cost it. */
@Entity({ name: 'recovery_cost_payment' })
export class RecoveryCostPayment {
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
  readonly reference!: string;

  @Column({ name: 'paid_on', type: 'date' })
  readonly paidOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
