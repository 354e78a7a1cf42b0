import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a partner sells: scenario, currency, lenders, products. */
@Entity({ name: 'programme' })
export class Programme {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ type: 'text' })
  readonly code!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text' })
  readonly scenario!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'time_zone', type: 'text' })
  readonly timeZone!: string;

  @Column({ type: 'text' })
  readonly status!: string;

  /** Codes of the rule packs its business must keep. */
  @Column({ name: 'rule_packs', type: 'text', array: true })
  readonly rulePacks!: string[];

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
