import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Days on which cover does not lapse although its premium is unpaid. */
@Entity({ name: 'policy_hold' })
export class PolicyHold {
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

  @Column({ type: 'text' })
  readonly state!: string;

  @Column({ type: 'text' })
  readonly reason!: string;

  @Column({ name: 'held_from', type: 'date' })
  readonly heldFrom!: string;

  /** The last day, as planned. */
  @Column({ name: 'held_until', type: 'date' })
  readonly heldUntil!: string;

  /** The first day on which a hold that was lifted counts no more. */
  @Column({ name: 'lifted_on', type: 'date', nullable: true })
  readonly liftedOn!: string | null;

  @Column({ name: 'lifted_at', type: 'timestamptz', nullable: true })
  readonly liftedAt!: Date | null;

  /** Whether its days count towards no waiting period either. */
  @Column({ name: 'stops_claims', type: 'boolean', default: false })
  readonly stopsClaims!: boolean;

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;

  /** Of which it is a part. */
  @Column({ name: 'moratorium_id', type: 'text', nullable: true })
  readonly moratoriumId!: string | null;

  /** The organisation that may lift it. */
  @Column({ name: 'placed_by', type: 'text' })
  readonly placedBy!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
