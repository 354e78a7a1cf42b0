import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A part of an invoice. */
@Entity({ name: 'premium_invoice_line' })
export class PremiumInvoiceLine {
  @PrimaryColumn({ name: 'invoice_id', type: 'text' })
  readonly invoiceId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @PrimaryColumn({ type: 'text' })
  readonly kind!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;
}
