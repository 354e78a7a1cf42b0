import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A tenant: an organisation of some kind. */
@Entity({ name: 'organisation' })
export class Organisation {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly kind!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text' })
  readonly country!: string;

  @Column({ name: 'time_zone', type: 'text' })
  readonly timeZone!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
