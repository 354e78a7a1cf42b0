import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What became of a batch of an upload's records. */
@Entity({ name: 'loan_report_batch' })
export class LoanReportBatch {
  @PrimaryColumn({ name: 'upload_id', type: 'text' })
  readonly uploadId!: string;

  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  readonly ownerId!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly number!: number;

  @Column({ name: 'content_hash', type: 'text' })
  readonly contentHash!: string;

  @Column({ type: 'integer', array: true })
  readonly lines!: readonly number[];

  @Column({ type: 'integer', default: 0 })
  readonly accepted!: number;

  @Column({ name: 'duplicate_lines', type: 'integer', array: true, default: [] })
  readonly duplicateLines!: readonly number[];

  @Column({ name: 'waiting_lines', type: 'integer', array: true, default: [] })
  readonly waitingLines!: readonly number[];

  @Column({ type: 'jsonb', default: [] })
  readonly rejected!: object;
}
