import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A request for cover, its facts and its credit decision. */
@Entity({ name: 'quote' })
export class Quote {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'programme_id', type: 'text' })
  readonly programmeId!: string;

  @Column({ type: 'text' })
  readonly scenario!: string;

  @Column({ name: 'scenario_version', type: 'text' })
  readonly scenarioVersion!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ type: 'text' })
  readonly outcome!: string;

  @Column({ name: 'obligor_reference', type: 'text' })
  readonly obligorReference!: string;

  @Column({ name: 'obligor_key', type: 'text', nullable: true })
  readonly obligorKey!: string | null;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'principal_minor', type: 'bigint' })
  readonly principalMinor!: bigint;

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

  @Column({ name: 'desk_decision', type: 'jsonb', nullable: true })
  readonly deskDecision!: unknown | null;

  @Column({ name: 'counter_offered', type: 'boolean', default: false })
  readonly counterOffered!: boolean;

  @Column({ name: 'binding_limit', type: 'jsonb', nullable: true })
  readonly bindingLimit!: unknown | null;

  @Column({ name: 'refusal_reason', type: 'text', nullable: true })
  readonly refusalReason!: string | null;

  @Column({ name: 'requested_on', type: 'date' })
  readonly requestedOn!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt!: Date;
}
