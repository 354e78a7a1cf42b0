import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An API key; only the hash of its secret is stored. */
@Entity({ name: 'api_key' })
export class ApiKey {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'organisation_id', type: 'text' })
  readonly organisationId!: string;

  @Column({ type: 'text' })
  readonly role!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text' })
  readonly prefix!: string;

  @Column({ name: 'authority_level', type: 'integer', default: 0 })
  readonly authorityLevel!: number;

  @Column({ name: 'secret_hash', type: 'bytea' })
  readonly secretHash!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  readonly expiresAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  readonly revokedAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  readonly lastUsedAt!: Date | null;
}
