import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An insurer's product in one scenario. */
@Entity({ name: 'product' })
export class Product {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ type: 'text' })
  readonly code!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text' })
  readonly scenario!: string;
}
