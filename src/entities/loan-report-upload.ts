import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A servicing feed sent as a file. */
@Entity({ name: 'loan_report_upload' })
export class LoanReportUpload {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  readonly ownerId!: string;

  @Column({ type: 'text' })
  readonly key!: string;

  @Column({ type: 'text' })
  readonly format!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ name: 'started_at', type: 'timestamptz' })
  readonly startedAt!: Date;

  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  readonly completedAt!: Date | null;
}
