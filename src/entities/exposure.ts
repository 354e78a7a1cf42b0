import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The capacity one offer or policy takes from its limits. */
@Entity({ name: 'exposure' })
export class Exposure {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'quote_id', type: 'text' })
  readonly quoteId!: string;

  @Column({ name: 'offer_id', type: 'text' })
  readonly offerId!: string;

  @Column({ name: 'policy_id', type: 'text', nullable: true })
  readonly policyId!: string | null;

  @Column({ name: 'limit_ids', type: 'text', array: true })
  readonly limitIds!: string[];

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  /** What limits count that count something else than the amount, by limit id; null when all count the amount. */
  @Column({ type: 'jsonb', nullable: true })
  readonly counted!: unknown | null;

  @Column({ type: 'text' })
  readonly state!: string;

  /** Blind index of the obligor since it was corrected; null: its quote's. */
  @Column({ name: 'obligor_key', type: 'text', nullable: true })
  readonly obligorKey!: string | null;

  @Column({ name: 'group_key', type: 'text', nullable: true })
  readonly groupKey!: string | null;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  readonly changedAt!: Date;
}
