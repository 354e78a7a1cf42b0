import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What past quotes of a product came to under another version. Append-only. */
@Entity({ name: 'backtest' })
export class Backtest {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'product_version_id', type: 'text' })
  readonly productVersionId!: string;

  @Column({ name: 'terms_hash', type: 'text' })
  readonly termsHash!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ type: 'jsonb' })
  readonly cohort!: unknown;

  @Column({ type: 'jsonb' })
  readonly figures!: unknown;

  @Column({ name: 'asked_by', type: 'text' })
  readonly askedBy!: string;

  @Column({ name: 'started_at', type: 'timestamptz' })
  readonly startedAt!: Date;

  @Column({ name: 'finished_at', type: 'timestamptz' })
  readonly finishedAt!: Date;
}
