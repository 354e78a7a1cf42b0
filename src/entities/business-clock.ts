import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row that says how far business time is ahead of real time. */
@Entity({ name: 'business_clock' })
export class BusinessClock {
  @PrimaryColumn({ type: 'boolean' })
  readonly singleton!: boolean;

  @Column({ name: 'offset_ms', type: 'bigint' })
  readonly offsetMs!: bigint;

  @Column({ name: 'rolled_to', type: 'date', nullable: true })
  readonly rolledTo!: string | null;
}
