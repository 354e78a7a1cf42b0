import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an insurer states about itself for rules to compute limits from. */
@Entity({ name: 'insurer_figures' })
export class InsurerFigures {
  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly version!: number;

  @Column({ name: 'effective_on', type: 'date' })
  readonly effectiveOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'net_assets_minor', type: 'bigint' })
  readonly netAssetsMinor!: bigint;

  @Column({ name: 'is_specialist', type: 'boolean' })
  readonly isSpecialist!: boolean;

  @Column({ name: 'inclusive_share', type: 'numeric', precision: 7, scale: 6 })
  readonly inclusiveShare!: string;

  @Column({ type: 'text' })
  readonly source!: string;

  @Column({ name: 'stated_at', type: 'timestamptz' })
  readonly statedAt!: Date;
}
