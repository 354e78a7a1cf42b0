import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an obligor agreed to, stored before a bureau is asked. Append-only. */
@Entity({ name: 'consent' })
export class Consent {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'obligor_key', type: 'text' })
  readonly obligorKey!: string;

  @Column({ name: 'obligor_reference', type: 'text' })
  readonly obligorReference!: string;

  @Column({ type: 'text' })
  readonly purpose!: string;

  @Column({ name: 'given_at', type: 'timestamptz' })
  readonly givenAt!: Date;

  @Column({ type: 'date' })
  readonly until!: string;

  @Column({ type: 'text', nullable: true })
  readonly reference!: string | null;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
