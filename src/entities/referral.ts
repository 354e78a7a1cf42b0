import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A request that one insurer's product passed on to a person, with everything that person needs to decide. */
@Entity({ name: 'referral' })
export class Referral {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'quote_id', type: 'text' })
  readonly quoteId!: string;

  @Column({ name: 'product_version_id', type: 'text' })
  readonly productVersionId!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ type: 'text', nullable: true })
  readonly outcome!: string | null;

  @Column({ type: 'text' })
  readonly scenario!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'principal_minor', type: 'bigint' })
  readonly principalMinor!: bigint;

  @Column({ name: 'sum_insured_minor', type: 'bigint' })
  readonly sumInsuredMinor!: bigint;

  @Column({ name: 'premium_minor', type: 'bigint' })
  readonly premiumMinor!: bigint;

  @Column({ type: 'jsonb' })
  readonly loan!: unknown;

  @Column({ type: 'jsonb' })
  readonly obligor!: unknown;

  @Column({ type: 'jsonb' })
  readonly risk!: unknown;

  @Column({ type: 'jsonb' })
  readonly facts!: unknown;

  @Column({ type: 'jsonb' })
  readonly decision!: unknown;

  @Column({ name: 'assigned_to', type: 'text', nullable: true })
  readonly assignedTo!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ type: 'timestamptz' })
  readonly deadline!: Date;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  readonly decidedAt!: Date | null;
}
