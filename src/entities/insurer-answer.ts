import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why an insurer of the programme made no offer; for that insurer and the operator. */
@Entity({ name: 'insurer_answer' })
export class InsurerAnswer {
  @PrimaryColumn({ name: 'quote_id', type: 'text' })
  readonly quoteId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ type: 'text' })
  readonly outcome!: string;

  @Column({ type: 'jsonb' })
  readonly reasons!: unknown;

  @Column({ name: 'limit_facts', type: 'jsonb', nullable: true })
  readonly limitFacts!: unknown | null;

  @Column({ name: 'answered_at', type: 'timestamptz' })
  readonly answeredAt!: Date;
}
