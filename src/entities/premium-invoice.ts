import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Premium that is asked for, or given back: an invoice or a credit note. */
@Entity({ name: 'premium_invoice' })
export class PremiumInvoice {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'integer' })
  readonly sequence!: number;

  @Column({ type: 'text' })
  readonly kind!: string;

  @Column({ name: 'subject_id', type: 'text' })
  readonly subjectId!: string;

  @Column({ name: 'issued_on', type: 'date' })
  readonly issuedOn!: string;

  @Column({ name: 'due_on', type: 'date' })
  readonly dueOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ name: 'settled_minor', type: 'bigint' })
  readonly settledMinor!: bigint;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
