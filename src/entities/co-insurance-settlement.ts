import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money with which a leading insurer and one that follows it settled what they owed each other; never edited. */
@Entity({ name: 'co_insurance_settlement' })
export class CoInsuranceSettlement {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  /** The leader, in whose log and books it is. */
  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'follower_id', type: 'text' })
  readonly followerId!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  /** What the leader paid; below zero when the follower paid. */
  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  /** The last business date it settles; null: all. */
  @Column({ name: 'up_to', type: 'date', nullable: true })
  readonly upTo!: string | null;

  @Column({ name: 'paid_on', type: 'date' })
  readonly paidOn!: string;

  @Column({ type: 'text' })
  readonly reference!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
