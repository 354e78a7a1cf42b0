import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who plays which role on a policy. */
@Entity({ name: 'policy_role' })
export class PolicyRole {
  @PrimaryColumn({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @PrimaryColumn({ type: 'text' })
  readonly role!: string;

  /** From 1; only several co-obligors play one role. */
  @PrimaryColumn({ type: 'integer' })
  readonly position!: number;

  @Column({ name: 'organisation_id', type: 'text', nullable: true })
  readonly organisationId!: string | null;

  @Column({ name: 'obligor_reference', type: 'text', nullable: true })
  readonly obligorReference!: string | null;
}
