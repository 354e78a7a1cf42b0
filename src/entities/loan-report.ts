import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One fact from the servicing feed, or a change that acts like one. */
@Entity({ name: 'loan_report' })
export class LoanReport {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'loan_id', type: 'text' })
  readonly loanId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'text' })
  readonly source!: string;

  @Column({ type: 'bigint' })
  readonly sequence!: bigint;

  @Column({ type: 'text' })
  readonly kind!: string;

  @Column({ name: 'effective_on', type: 'date' })
  readonly effectiveOn!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ type: 'jsonb', nullable: true })
  readonly terms!: unknown;

  @Column({ name: 'content_hash', type: 'text' })
  readonly contentHash!: string;

  @Column({ name: 'received_at', type: 'timestamptz' })
  readonly receivedAt!: Date;
}
