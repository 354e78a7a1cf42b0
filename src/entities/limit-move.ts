import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an exposure gave back to a limit, waiting to be folded into its counters. */
@Entity({ name: 'limit_move' })
export class LimitMove {
  @PrimaryColumn({ type: 'bigint' })
  readonly id!: bigint;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'limit_id', type: 'text' })
  readonly limitId!: string;

  @Column({ name: 'reserved_minor', type: 'bigint' })
  readonly reservedMinor!: bigint;

  @Column({ name: 'utilised_minor', type: 'bigint' })
  readonly utilisedMinor!: bigint;
}
