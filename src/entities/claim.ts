import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A claim: status and outcome are two things. */
@Entity({ name: 'claim' })
export class Claim {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly number!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @Column({ name: 'loan_id', type: 'text' })
  readonly loanId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ type: 'text', nullable: true })
  readonly outcome!: string | null;

  @Column({ type: 'text' })
  readonly origin!: string;

  @Column({ name: 'defaulted_on', type: 'date' })
  readonly defaultedOn!: string;

  @Column({ name: 'triggered_on', type: 'date' })
  readonly triggeredOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ type: 'jsonb' })
  readonly assessment!: unknown;

  @Column({ name: 'computed_minor', type: 'bigint' })
  readonly computedMinor!: bigint;

  @Column({ name: 'approved_minor', type: 'bigint', nullable: true })
  readonly approvedMinor!: bigint | null;

  @Column({ name: 'paid_minor', type: 'bigint' })
  readonly paidMinor!: bigint;

  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  readonly decisionReason!: string | null;

  @Column({ name: 'decided_by', type: 'text', nullable: true })
  readonly decidedBy!: string | null;

  @Column({ name: 'notified_at', type: 'timestamptz' })
  readonly notifiedAt!: Date;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  readonly decidedAt!: Date | null;

  @Column({ name: 'paid_at', type: 'timestamptz', nullable: true })
  readonly paidAt!: Date | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  readonly closedAt!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly requirements!: unknown;

  @Column({ type: 'jsonb' })
  readonly deadlines!: unknown;

  @Column({ name: 'notice_on', type: 'date', nullable: true })
  readonly noticeOn!: string | null;

  @Column({ name: 'rejection_code', type: 'text', nullable: true })
  readonly rejectionCode!: string | null;

  @Column({ name: 'other_insurance', type: 'jsonb' })
  readonly otherInsurance!: unknown;

  @Column({ name: 'overpaid_minor', type: 'bigint' })
  readonly overpaidMinor!: bigint;
}
