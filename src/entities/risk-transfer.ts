import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which shares of a policy an insurer of it does not carry itself. */
@Entity({ name: 'risk_transfer' })
export class RiskTransfer {
  @PrimaryColumn({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'treaty_id', type: 'text', nullable: true })
  readonly treatyId!: string | null;

  @Column({ name: 'ceded_share', type: 'numeric', precision: 7, scale: 6 })
  readonly cededShare!: string;

  @Column({ name: 'ceding_commission', type: 'numeric', precision: 7, scale: 6 })
  readonly cedingCommission!: string;

  @Column({ name: 'co_insured_share', type: 'numeric', precision: 7, scale: 6 })
  readonly coInsuredShare!: string;
}
