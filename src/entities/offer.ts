import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An insurer's immutable priced offer on a quote. */
@Entity({ name: 'offer' })
export class Offer {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'quote_id', type: 'text' })
  readonly quoteId!: string;

  @Column({ name: 'product_version_id', type: 'text' })
  readonly productVersionId!: string;

  @Column({ type: 'integer' })
  readonly position!: number;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'sum_insured_minor', type: 'bigint' })
  readonly sumInsuredMinor!: bigint;

  @Column({ name: 'insured_percentage', type: 'numeric', precision: 7, scale: 6 })
  readonly insuredPercentage!: string;

  @Column({ name: 'premium_minor', type: 'bigint' })
  readonly premiumMinor!: bigint;

  @Column({ name: 'premium_lines', type: 'jsonb' })
  readonly premiumLines!: unknown;

  @Column({ type: 'jsonb' })
  readonly pricing!: unknown;

  /** Co-insurers with what each carries, the leader first; null of an offer of one insurer. */
  @Column({ name: 'insurer_shares', type: 'jsonb', nullable: true })
  readonly insurerShares!: unknown | null;

  /** The loan and the risk it insures when they are not the quote's own. */
  @Column({ type: 'jsonb', nullable: true })
  readonly alternative!: unknown | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly conditions!: unknown | null;

  /** When it ends, if not with its quote. */
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  readonly expiresAt!: Date | null;

  /** Made on other terms than were asked for, because those were declined. */
  @Column({ type: 'boolean', default: false })
  readonly counter!: boolean;
}
