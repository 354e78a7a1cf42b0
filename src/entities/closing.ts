import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last business date for which the earned premium of a programme is booked. */
@Entity({ name: 'closing' })
export class Closing {
  @PrimaryColumn({ name: 'programme_id', type: 'text' })
  readonly programmeId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'closed_on', type: 'date' })
  readonly closedOn!: string;
}
