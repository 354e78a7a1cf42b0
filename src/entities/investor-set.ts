import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who holds the loan of a policy from a day on, and how much of it; never edited. */
@Entity({ name: 'investor_set' })
export class InvestorSet {
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
  readonly version!: number;

  @Column({ name: 'effective_on', type: 'date' })
  readonly effectiveOn!: string;

  /** `InvestorShare[]`; empty when the lender holds all of it itself. */
  @Column({ type: 'jsonb' })
  readonly shares!: unknown;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
