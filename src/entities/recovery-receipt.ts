import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money received in a recovery and how it was shared. */
@Entity({ name: 'recovery_receipt' })
export class RecoveryReceipt {
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

  @Column({ name: 'received_on', type: 'date' })
  readonly receivedOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ name: 'costs_minor', type: 'bigint' })
  readonly costsMinor!: bigint;

  @Column({ type: 'jsonb' })
  readonly shares!: unknown;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
