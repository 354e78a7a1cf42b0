import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one of several insurers carries of a policy. */
@Entity({ name: 'policy_insurer_share' })
export class PolicyInsurerShare {
  @PrimaryColumn({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'leader_id', type: 'text' })
  readonly leaderId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ type: 'integer' })
  readonly position!: number;

  @Column({ type: 'numeric', precision: 7, scale: 6 })
  readonly share!: string;

  @Column({ name: 'sum_insured_minor', type: 'bigint' })
  readonly sumInsuredMinor!: bigint;

  @Column({ name: 'premium_minor', type: 'bigint' })
  readonly premiumMinor!: bigint;

  @Column({ type: 'text' })
  readonly currency!: string;
}
