import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of a policy's certificate: a signed JSON file and a PDF. */
@Entity({ name: 'policy_certificate' })
export class PolicyCertificate {
  @PrimaryColumn({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly version!: number;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'transaction_sequence', type: 'integer' })
  readonly transactionSequence!: number;

  /** Of cover that ended without a transaction: the last there is. */
  @Column({ name: 'is_final', type: 'boolean', default: false })
  readonly isFinal!: boolean;

  @Column({ name: 'key_id', type: 'text' })
  readonly keyId!: string;

  @Column({ name: 'json_document_id', type: 'text' })
  readonly jsonDocumentId!: string;

  @Column({ name: 'pdf_document_id', type: 'text' })
  readonly pdfDocumentId!: string;

  @Column({ name: 'document_owner_id', type: 'text' })
  readonly documentOwnerId!: string;

  @Column({ name: 'made_at', type: 'timestamptz' })
  readonly madeAt!: Date;
}
