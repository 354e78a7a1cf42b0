import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A scorecard on trial: scores a share of a product version's quotes and decides nothing. */
@Entity({ name: 'challenger' })
export class Challenger {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'product_version_id', type: 'text' })
  readonly productVersionId!: string;

  @Column({ name: 'scorecard_id', type: 'text' })
  readonly scorecardId!: string;

  @Column({ type: 'numeric' })
  readonly share!: string;

  @Column({ name: 'started_at', type: 'timestamptz' })
  readonly startedAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  readonly endedAt!: Date | null;
}
