import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A quote that a backtested version decides another way. Append-only. */
@Entity({ name: 'backtest_change' })
export class BacktestChange {
  @PrimaryColumn({ name: 'backtest_id', type: 'text' })
  readonly backtestId!: string;

  @PrimaryColumn({ name: 'quote_id', type: 'text' })
  readonly quoteId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'from_outcome', type: 'text' })
  readonly fromOutcome!: string;

  @Column({ name: 'to_outcome', type: 'text' })
  readonly toOutcome!: string;

  @Column({ type: 'jsonb' })
  readonly reasons!: unknown;
}
