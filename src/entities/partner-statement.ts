import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of a statement between an insurer and a partner over a period. */
@Entity({ name: 'partner_statement' })
export class PartnerStatement {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'from_on', type: 'date' })
  readonly fromOn!: string;

  @Column({ name: 'to_on', type: 'date' })
  readonly toOn!: string;

  @Column({ type: 'integer' })
  readonly version!: number;

  @Column({ type: 'text', nullable: true })
  readonly supersedes!: string | null;

  @Column({ name: 'requested_by', type: 'text' })
  readonly requestedBy!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  /** Ledger lines through the last day: as the books only grow, the same number means that nothing was added. */
  @Column({ name: 'entry_count', type: 'bigint' })
  readonly entryCount!: bigint;

  @Column({ name: 'line_count', type: 'integer' })
  readonly lineCount!: number;

  @Column({ name: 'opening_minor', type: 'bigint' })
  readonly openingMinor!: bigint;

  @Column({ name: 'premium_minor', type: 'bigint' })
  readonly premiumMinor!: bigint;

  @Column({ name: 'refund_minor', type: 'bigint' })
  readonly refundMinor!: bigint;

  @Column({ name: 'commission_minor', type: 'bigint' })
  readonly commissionMinor!: bigint;

  @Column({ name: 'received_minor', type: 'bigint' })
  readonly receivedMinor!: bigint;

  @Column({ name: 'claims_paid_minor', type: 'bigint' })
  readonly claimsPaidMinor!: bigint;

  @Column({ name: 'closing_minor', type: 'bigint' })
  readonly closingMinor!: bigint;

  @Column({ name: 'premium_due_minor', type: 'bigint' })
  readonly premiumDueMinor!: bigint;

  @Column({ name: 'commission_due_minor', type: 'bigint' })
  readonly commissionDueMinor!: bigint;

  @Column({ name: 'csv_document_id', type: 'text', nullable: true })
  readonly csvDocumentId!: string | null;

  @Column({ name: 'pdf_document_id', type: 'text', nullable: true })
  readonly pdfDocumentId!: string | null;

  @Column({ name: 'document_owner_id', type: 'text', nullable: true })
  readonly documentOwnerId!: string | null;

  @Column({ name: 'made_at', type: 'timestamptz', nullable: true })
  readonly madeAt!: Date | null;
}
