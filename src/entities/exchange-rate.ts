import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A version of the rate at which an insurer counts one currency in limits of another. */
@Entity({ name: 'exchange_rate' })
export class ExchangeRate {
  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @PrimaryColumn({ name: 'from_currency', type: 'text' })
  readonly fromCurrency!: string;

  @PrimaryColumn({ name: 'to_currency', type: 'text' })
  readonly toCurrency!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly version!: number;

  @Column({ type: 'numeric', precision: 30, scale: 15 })
  readonly rate!: string;

  @Column({ type: 'text' })
  readonly source!: string;

  @Column({ name: 'stated_at', type: 'timestamptz' })
  readonly statedAt!: Date;
}
