import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A policy that waits for a certificate of its transaction `sequence`. */
@Entity({ name: 'certificate_due' })
export class CertificateDue {
  @PrimaryColumn({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ type: 'integer' })
  readonly sequence!: number;

  /** Cover has ended since, without another transaction. */
  @Column({ name: 'is_final', type: 'boolean', default: false })
  readonly isFinal!: boolean;
}
