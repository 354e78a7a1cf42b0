import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A document put forward for a claim. */
@Entity({ name: 'claim_evidence' })
export class ClaimEvidence {
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

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;

  @Column({ name: 'document_id', type: 'text' })
  readonly documentId!: string;

  @Column({ name: 'document_owner_id', type: 'text' })
  readonly documentOwnerId!: string;

  @Column({ name: 'added_at', type: 'timestamptz' })
  readonly addedAt!: Date;
}
