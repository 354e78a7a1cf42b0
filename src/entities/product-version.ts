import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Terms of a product; immutable once published. */
@Entity({ name: 'product_version' })
export class ProductVersion {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'product_id', type: 'text' })
  readonly productId!: string;

  @Column({ type: 'integer' })
  readonly version!: number;

  @Column({ type: 'text' })
  readonly status!: string;

  @Column({ type: 'jsonb' })
  readonly terms!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'published_at', type: 'timestamptz', nullable: true })
  readonly publishedAt!: Date | null;
}
