import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A stored file. */
@Entity({ name: 'document' })
export class Document {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  readonly ownerId!: string;

  @Column({ name: 'partner_id', type: 'text', nullable: true })
  readonly partnerId!: string | null;

  @Column({ name: 'insurer_id', type: 'text', nullable: true })
  readonly insurerId!: string | null;

  @Column({ name: 'lender_id', type: 'text', nullable: true })
  readonly lenderId!: string | null;

  @Column({ name: 'file_name', type: 'text' })
  readonly fileName!: string;

  @Column({ name: 'media_type', type: 'text' })
  readonly mediaType!: string;

  @Column({ name: 'size_bytes', type: 'integer' })
  readonly sizeBytes!: number;

  @Column({ type: 'text' })
  readonly sha256!: string;

  @Column({ type: 'bytea' })
  readonly content!: Buffer;

  @Column({ name: 'stored_at', type: 'timestamptz' })
  readonly storedAt!: Date;

  @Column({ name: 'scan_state', type: 'text' })
  readonly scanState!: string;
}
