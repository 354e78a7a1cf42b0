import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money that left for a claim, or came back of it (below zero). */
@Entity({ name: 'claim_payment' })
export class ClaimPayment {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'claim_id', type: 'text' })
  readonly claimId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'text' })
  readonly kind!: string;

  @Column({ type: 'text' })
  readonly reference!: string;

  @Column({ name: 'paid_on', type: 'date' })
  readonly paidOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ type: 'jsonb' })
  readonly payees!: unknown;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
