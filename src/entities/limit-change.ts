import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a limit was set to, by whom and why; never edited. */
@Entity({ name: 'limit_change' })
export class LimitChange {
  @PrimaryColumn({ name: 'limit_id', type: 'text' })
  readonly limitId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly revision!: number;

  @Column({ name: 'cap_minor', type: 'bigint' })
  readonly capMinor!: bigint;

  @Column({ name: 'used_minor', type: 'bigint' })
  readonly usedMinor!: bigint;

  @Column({ type: 'text' })
  readonly reason!: string;

  @Column({ name: 'changed_by', type: 'text' })
  readonly changedBy!: string;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  readonly changedAt!: Date;
}
