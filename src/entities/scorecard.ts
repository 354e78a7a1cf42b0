import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A scorecard artefact of an insurer, as it was trained. Append-only. */
@Entity({ name: 'scorecard' })
export class Scorecard {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text' })
  readonly version!: string;

  @Column({ name: 'content_hash', type: 'text' })
  readonly contentHash!: string;

  @Column({ type: 'jsonb' })
  readonly artefact!: unknown;

  @Column({ name: 'registered_at', type: 'timestamptz' })
  readonly registeredAt!: Date;

  @Column({ name: 'registered_by', type: 'text' })
  readonly registeredBy!: string;
}
