import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One change of a policy's cover and premium. */
@Entity({ name: 'policy_transaction' })
export class PolicyTransaction {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'integer' })
  readonly sequence!: number;

  @Column({ type: 'text' })
  readonly kind!: string;

  @Column({ name: 'effective_on', type: 'date' })
  readonly effectiveOn!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'sum_insured_delta_minor', type: 'bigint' })
  readonly sumInsuredDeltaMinor!: bigint;

  @Column({ name: 'premium_delta_minor', type: 'bigint' })
  readonly premiumDeltaMinor!: bigint;

  @Column({ name: 'premium_lines', type: 'jsonb' })
  readonly premiumLines!: unknown;

  @Column({ type: 'text' })
  readonly reason!: string;

  @Column({ type: 'text', nullable: true })
  readonly change!: string | null;

  @Column({ type: 'jsonb' })
  readonly details!: unknown;

  @Column({ type: 'text', nullable: true })
  readonly reverses!: string | null;

  @Column({ name: 'refund_to', type: 'text', nullable: true })
  readonly refundTo!: string | null;
}
