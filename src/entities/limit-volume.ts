import { Column, Entity, PrimaryColumn } from 'typeorm';

/** New business of one day that counts against a limit with a window. */
@Entity({ name: 'limit_volume' })
export class LimitVolume {
  @PrimaryColumn({ name: 'limit_id', type: 'text' })
  readonly limitId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @PrimaryColumn({ type: 'date' })
  readonly day!: string;

  @Column({ name: 'used_minor', type: 'bigint' })
  readonly usedMinor!: bigint;
}
