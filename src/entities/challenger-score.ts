import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a challenger and the champion said about one quote. Append-only, for the insurer alone. */
@Entity({ name: 'challenger_score' })
export class ChallengerScore {
  @PrimaryColumn({ name: 'quote_id', type: 'text' })
  readonly quoteId!: string;

  @PrimaryColumn({ name: 'challenger_id', type: 'text' })
  readonly challengerId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'champion_points', type: 'double precision' })
  readonly championPoints!: number;

  @Column({ name: 'champion_probability', type: 'double precision' })
  readonly championProbability!: number;

  @Column({ type: 'double precision' })
  readonly points!: number;

  @Column({ type: 'double precision' })
  readonly probability!: number;

  @Column({ name: 'scored_at', type: 'timestamptz' })
  readonly scoredAt!: Date;
}
