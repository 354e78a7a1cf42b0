import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A product version offered in a programme. */
@Entity({ name: 'programme_product' })
export class ProgrammeProduct {
  @PrimaryColumn({ name: 'programme_id', type: 'text' })
  readonly programmeId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'product_version_id', type: 'text' })
  readonly productVersionId!: string;

  @Column({ type: 'integer' })
  readonly position!: number;
}
