import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The insurer's word that it will end the cover of a policy. */
@Entity({ name: 'cancellation_notice' })
export class CancellationNotice {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

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

  /** In the time zone of the programme. */
  @Column({ name: 'given_on', type: 'date' })
  readonly givenOn!: string;

  @Column({ name: 'last_day_of_cover', type: 'date' })
  readonly lastDayOfCover!: string;

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;

  /** The key that gave it. */
  @Column({ name: 'given_by', type: 'text' })
  readonly givenBy!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
