import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A sign that a loan may go wrong, for a person to look at. */
@Entity({ name: 'monitoring_warning' })
export class MonitoringWarning {
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
  readonly kind!: string;

  @Column({ type: 'text' })
  readonly grade!: string;

  @Column({ type: 'text' })
  readonly about!: string;

  @Column({ name: 'raised_at', type: 'timestamptz' })
  readonly raisedAt!: Date;

  @Column({ name: 'acknowledged_at', type: 'timestamptz', nullable: true })
  readonly acknowledgedAt!: Date | null;

  @Column({ name: 'acknowledged_by', type: 'text', nullable: true })
  readonly acknowledgedBy!: string | null;

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;
}
