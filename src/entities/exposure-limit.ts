import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A cap on one dimension of an insurer's exposure and what is used of it. */
@Entity({ name: 'exposure_limit' })
export class ExposureLimit {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ type: 'text' })
  readonly dimension!: string;

  @Column({ type: 'text' })
  readonly subject!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ type: 'text' })
  readonly measure!: string;

  /** Days of the rolling window; 0 for a limit on live exposure. */
  @Column({ name: 'window_days', type: 'integer' })
  readonly windowDays!: number;

  @Column({ type: 'text' })
  readonly basis!: string;

  @Column({ name: 'obligor_kind', type: 'text' })
  readonly obligorKind!: string;

  @Column({ type: 'boolean' })
  readonly converts!: boolean;

  /** Empty: set by a person. `TERMS`: by a product's terms. Else the rule it was derived from, `pack:rule`. */
  @Column({ type: 'text' })
  readonly rule!: string;

  @Column({ name: 'template_id', type: 'text', nullable: true })
  readonly templateId!: string | null;

  /** What was in use when the cap was lowered below it. */
  @Column({ name: 'carried_minor', type: 'bigint' })
  readonly carriedMinor!: bigint;

  @Column({ type: 'integer' })
  readonly revision!: number;

  /** Up to which exposure those that were there before it were counted; null: all of them. */
  @Column({ name: 'counted_after', type: 'text', nullable: true })
  readonly countedAfter!: string | null;

  @Column({ name: 'cap_minor', type: 'bigint' })
  readonly capMinor!: bigint;

  @Column({ name: 'reserved_minor', type: 'bigint' })
  readonly reservedMinor!: bigint;

  @Column({ name: 'utilised_minor', type: 'bigint' })
  readonly utilisedMinor!: bigint;
}
