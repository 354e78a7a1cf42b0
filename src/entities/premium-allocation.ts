import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a payment or a credit note settled of an invoice. */
@Entity({ name: 'premium_allocation' })
export class PremiumAllocation {
  @PrimaryColumn({ type: 'bigint' })
  readonly id!: bigint;

  @Column({ name: 'invoice_id', type: 'text' })
  readonly invoiceId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'source_id', type: 'text' })
  readonly sourceId!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
