import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A notice about a policy as it was said, and its print once it is made. */
@Entity({ name: 'policy_notice' })
export class PolicyNotice {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  /** The lender of its time. */
  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'text' })
  readonly kind!: string;

  /** What it is about: an id, or a due date. */
  @Column({ type: 'text' })
  readonly about!: string;

  @Column({ type: 'integer' })
  readonly version!: number;

  /** Business date of the programme. */
  @Column({ name: 'given_on', type: 'date' })
  readonly givenOn!: string;

  @Column({ type: 'jsonb' })
  readonly said!: unknown;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;

  @Column({ name: 'pdf_document_id', type: 'text', nullable: true })
  readonly pdfDocumentId!: string | null;

  @Column({ name: 'document_owner_id', type: 'text', nullable: true })
  readonly documentOwnerId!: string | null;

  @Column({ name: 'made_at', type: 'timestamptz', nullable: true })
  readonly madeAt!: Date | null;
}
