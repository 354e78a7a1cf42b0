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

  @Column({ name: 'cap_minor', type: 'bigint' })
  readonly capMinor!: bigint;

  @Column({ name: 'reserved_minor', type: 'bigint' })
  readonly reservedMinor!: bigint;

  @Column({ name: 'utilised_minor', type: 'bigint' })
  readonly utilisedMinor!: bigint;
}
