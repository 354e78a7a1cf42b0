import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A quota share: which part of every new policy an insurer passes on. */
@Entity({ name: 'treaty' })
export class Treaty {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ type: 'text' })
  readonly reinsurer!: string;

  @Column({ type: 'numeric', precision: 7, scale: 6 })
  readonly share!: string;

  @Column({ name: 'ceding_commission', type: 'numeric', precision: 7, scale: 6 })
  readonly cedingCommission!: string;

  @Column({ name: 'from_on', type: 'date' })
  readonly fromOn!: string;

  @Column({ name: 'to_on', type: 'date', nullable: true })
  readonly toOn!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
