import { Entity, PrimaryColumn } from 'typeorm';

/** A lender whose loans a programme covers. */
@Entity({ name: 'programme_lender' })
export class ProgrammeLender {
  @PrimaryColumn({ name: 'programme_id', type: 'text' })
  readonly programmeId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @PrimaryColumn({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;
}
