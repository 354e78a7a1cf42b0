import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The recovery case of a paid claim. */
@Entity({ name: 'recovery' })
export class Recovery {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'claim_id', type: 'text' })
  readonly claimId!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ type: 'text' })
  readonly rule!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'indemnity_minor', type: 'bigint' })
  readonly indemnityMinor!: bigint;

  @Column({ name: 'uncompensated_minor', type: 'bigint' })
  readonly uncompensatedMinor!: bigint;

  @Column({ name: 'received_minor', type: 'bigint' })
  readonly receivedMinor!: bigint;

  @Column({ name: 'costs_minor', type: 'bigint' })
  readonly costsMinor!: bigint;

  @Column({ name: 'costs_paid_minor', type: 'bigint' })
  readonly costsPaidMinor!: bigint;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  readonly openedAt!: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  readonly closedAt!: Date | null;

  @Column({ name: 'collateral_rule', type: 'text', nullable: true })
  readonly collateralRule!: string | null;

  @Column({ name: 'collateral_minor', type: 'bigint' })
  readonly collateralMinor!: bigint;

  @Column({ name: 'collateral_costs_minor', type: 'bigint' })
  readonly collateralCostsMinor!: bigint;

  @Column({ name: 'write_off_code', type: 'text', nullable: true })
  readonly writeOffCode!: string | null;

  @Column({ name: 'write_off_reason', type: 'text', nullable: true })
  readonly writeOffReason!: string | null;
}
