import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How the insurer handles a claim; nobody else sees it. */
@Entity({ name: 'claim_handling' })
export class ClaimHandling {
  @PrimaryColumn({ name: 'claim_id', type: 'text' })
  readonly claimId!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'assignee_id', type: 'text', nullable: true })
  readonly assigneeId!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly checks!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  readonly proposal!: unknown;

  @Column({ name: 'agreed_by', type: 'text', nullable: true })
  readonly agreedBy!: string | null;
}
