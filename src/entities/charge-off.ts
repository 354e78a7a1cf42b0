import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A loan in its lender's books, no longer counted as an asset; whether anybody gives up is another matter. */
@Entity({ name: 'charge_off' })
export class ChargeOff {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'loan_id', type: 'text' })
  readonly loanId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'charged_off_on', type: 'date' })
  readonly chargedOffOn!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
