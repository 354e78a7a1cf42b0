import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Notice of an overdue, given to the insurer. */
@Entity({ name: 'overdue_notice' })
export class OverdueNotice {
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

  @Column({ name: 'overdue_since', type: 'date' })
  readonly overdueSince!: string;

  @Column({ name: 'given_on', type: 'date' })
  readonly givenOn!: string;

  @Column({ name: 'days_past_due', type: 'integer' })
  readonly daysPastDue!: number;

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;

  @Column({ name: 'given_by', type: 'text' })
  readonly givenBy!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
