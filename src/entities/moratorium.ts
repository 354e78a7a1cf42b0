import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A hold on all policies of a programme, of a lender, or of both. */
@Entity({ name: 'moratorium' })
export class Moratorium {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  /** The organisation that may lift it. */
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  readonly orderedBy!: string;

  /** Null: every programme. */
  @Column({ name: 'programme_id', type: 'text', nullable: true })
  readonly programmeId!: string | null;

  /** Of the programme. */
  @Column({ name: 'partner_id', type: 'text', nullable: true })
  readonly partnerId!: string | null;

  /** Null: every lender. */
  @Column({ name: 'lender_id', type: 'text', nullable: true })
  readonly lenderId!: string | null;

  /** Null: every insurer. */
  @Column({ name: 'insurer_id', type: 'text', nullable: true })
  readonly insurerId!: string | null;

  @Column({ type: 'text' })
  readonly reason!: string;

  @Column({ name: 'held_from', type: 'date' })
  readonly heldFrom!: string;

  /** The last day, as planned. */
  @Column({ name: 'held_until', type: 'date' })
  readonly heldUntil!: string;

  /** By how many months instalments are postponed; null: they are not. */
  @Column({ name: 'postpone_months', type: 'integer', nullable: true })
  readonly postponeMonths!: number | null;

  @Column({ name: 'is_interest_charged', type: 'boolean' })
  readonly isInterestCharged!: boolean;

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;

  /** The UTC date on which it was ended early. */
  @Column({ name: 'lifted_on', type: 'date', nullable: true })
  readonly liftedOn!: string | null;

  /** When every policy had it the last time. */
  @Column({ name: 'swept_at', type: 'timestamptz', nullable: true })
  readonly sweptAt!: Date | null;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
