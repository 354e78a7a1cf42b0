import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An entry of a recovery: money, costs, a correction; and what it changed for everybody. */
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

  @Column({ type: 'text' })
  readonly kind!: string;

  @Column({ name: 'cost_kind', type: 'text', nullable: true })
  readonly costKind!: string | null;

  @Column({ type: 'text', nullable: true })
  readonly reverses!: string | null;

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;

  /** `InvestorPart[]`: whose the lender's share is; null when the lender holds all of the loan. */
  @Column({ type: 'jsonb', nullable: true })
  readonly investors!: unknown;
}
