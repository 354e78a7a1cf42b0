import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One executed request of a tenant and what it answered. */
@Entity({ name: 'idempotency_key' })
export class IdempotencyKey {
  @PrimaryColumn({ name: 'tenant_id', type: 'text' })
  readonly tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  readonly key!: string;

  @Column({ type: 'text' })
  readonly operation!: string;

  @Column({ name: 'input_hash', type: 'text' })
  readonly inputHash!: string;

  @Column({ type: 'jsonb' })
  readonly answer!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
