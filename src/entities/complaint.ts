import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody is not content with a policy or with what became of a claim. */
@Entity({ name: 'complaint' })
export class Complaint {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly number!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @Column({ name: 'claim_id', type: 'text', nullable: true })
  readonly claimId!: string | null;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'text' })
  readonly complainant!: string;

  @Column({ type: 'text' })
  readonly about!: string;

  @Column({ type: 'text' })
  readonly body!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ type: 'text', nullable: true })
  readonly outcome!: string | null;

  @Column({ type: 'text', nullable: true })
  readonly answer!: string | null;

  @Column({ name: 'answered_by', type: 'text', nullable: true })
  readonly answeredBy!: string | null;

  @Column({ type: 'jsonb' })
  readonly deadlines!: unknown;

  @Column({ name: 'notice_on', type: 'date', nullable: true })
  readonly noticeOn!: string | null;

  @Column({ name: 'time_zone', type: 'text' })
  readonly timeZone!: string;

  @Column({ name: 'warning_days', type: 'integer' })
  readonly warningDays!: number;

  @Column({ name: 'received_at', type: 'timestamptz' })
  readonly receivedAt!: Date;

  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true })
  readonly answeredAt!: Date | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  readonly closedAt!: Date | null;
}
