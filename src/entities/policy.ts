import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Cover in force or on its way there. */
@Entity({ name: 'policy' })
export class Policy {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly number!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'programme_id', type: 'text' })
  readonly programmeId!: string;

  @Column({ name: 'product_version_id', type: 'text' })
  readonly productVersionId!: string;

  @Column({ name: 'quote_id', type: 'text' })
  readonly quoteId!: string;

  @Column({ name: 'offer_id', type: 'text' })
  readonly offerId!: string;

  @Column({ type: 'text' })
  readonly scenario!: string;

  @Column({ name: 'scenario_version', type: 'text' })
  readonly scenarioVersion!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ name: 'obligor_reference', type: 'text' })
  readonly obligorReference!: string;

  @Column({ type: 'jsonb' })
  readonly risk!: unknown;

  @Column({ type: 'jsonb' })
  readonly facts!: unknown;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'sum_insured_minor', type: 'bigint' })
  readonly sumInsuredMinor!: bigint;

  @Column({ name: 'insured_percentage', type: 'numeric', precision: 7, scale: 6 })
  readonly insuredPercentage!: string;

  @Column({ name: 'premium_minor', type: 'bigint' })
  readonly premiumMinor!: bigint;

  @Column({ name: 'premium_lines', type: 'jsonb' })
  readonly premiumLines!: unknown;

  @Column({ name: 'indemnity_paid_minor', type: 'bigint' })
  readonly indemnityPaidMinor!: bigint;

  @Column({ name: 'starts_on', type: 'date' })
  readonly startsOn!: string;

  @Column({ name: 'ends_on', type: 'date' })
  readonly endsOn!: string;

  @Column({ name: 'activation_deadline', type: 'timestamptz' })
  readonly activationDeadline!: Date;

  @Column({ name: 'bound_at', type: 'timestamptz' })
  readonly boundAt!: Date;

  @Column({ name: 'activated_at', type: 'timestamptz', nullable: true })
  readonly activatedAt!: Date | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  readonly closedAt!: Date | null;
}
