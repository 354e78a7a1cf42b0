import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A policy that a moratorium was applied to. */
@Entity({ name: 'moratorium_policy' })
export class MoratoriumPolicy {
  @PrimaryColumn({ name: 'moratorium_id', type: 'text' })
  readonly moratoriumId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  readonly orderedBy!: string;

  @PrimaryColumn({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  /** Instalments that were postponed. */
  @Column({ name: 'moved_instalments', type: 'integer' })
  readonly movedInstalments!: number;

  /** Why instalments could not be postponed although they were to be. */
  @Column({ type: 'text', nullable: true })
  readonly refusal!: string | null;

  @Column({ name: 'applied_at', type: 'timestamptz' })
  readonly appliedAt!: Date;
}
