import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One line of a journal; debit positive. */
@Entity({ name: 'posting' })
export class Posting {
  @PrimaryColumn({ name: 'journal_id', type: 'text' })
  readonly journalId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'lender_id', type: 'text', nullable: true })
  readonly lenderId!: string | null;

  @PrimaryColumn({ type: 'integer' })
  readonly line!: number;

  @Column({ type: 'text' })
  readonly account!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;
}
