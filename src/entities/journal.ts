import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A zero-sum set of postings in an insurer's books. */
@Entity({ name: 'journal' })
export class Journal {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'lender_id', type: 'text', nullable: true })
  readonly lenderId!: string | null;

  @Column({ name: 'policy_id', type: 'text', nullable: true })
  readonly policyId!: string | null;

  @Column({ type: 'text' })
  readonly kind!: string;

  @Column({ name: 'subject_id', type: 'text' })
  readonly subjectId!: string;

  @Column({ name: 'booked_on', type: 'date' })
  readonly bookedOn!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;

  @Column({ type: 'text', nullable: true })
  readonly reverses!: string | null;
}
