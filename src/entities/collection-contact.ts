import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A contact with somebody who is behind. */
@Entity({ name: 'collection_contact' })
export class CollectionContact {
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
  readonly channel!: string;

  @Column({ type: 'text' })
  readonly outcome!: string;

  @Column({ name: 'contacted_at', type: 'timestamptz' })
  readonly contactedAt!: Date;

  @Column({ type: 'text', nullable: true })
  readonly breach!: string | null;

  @Column({ type: 'text', nullable: true })
  readonly note!: string | null;

  @Column({ name: 'made_by', type: 'text' })
  readonly madeBy!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
