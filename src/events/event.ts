/** Something that happened, as the service that made it happen tells it. */
export interface NewEvent {
  /** An `evt_` id; made here when not given. */
  readonly id?: string;
  /** What happened, e.g. `policy.bound`. */
  readonly kind: string;
  /** The partner whose business it is. */
  readonly ownerId: string;
  /** The insurer and the lender concerned, who see the event too. */
  readonly insurerId?: string | null;
  readonly lenderId?: string | null;
  /** The policy that it is about, when insurers that carry a part of it are to be told too. */
  readonly policyId?: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** JSON without personal data: an event is never erased. */
  readonly payload: unknown;
  /** Business time. */
  readonly occurredAt: Date;
  /** The mutation, feed line or job that made it happen. */
  readonly cause: string;
  readonly module?: string | null;
  readonly moduleVersion?: string | null;
}

/** An event in its place in the log. */
export interface LoggedEvent {
  /** The cursor: 1, 2, 3 and so on without gaps, in an order that every reader sees alike. */
  readonly position: bigint;
  readonly id: string;
  readonly kind: string;
  readonly ownerId: string;
  readonly insurerId: string | null;
  readonly lenderId: string | null;
  /** Insurers that carry a part of the policy it is about, beside the leading one; null when there are none. */
  readonly followerIds: readonly string[] | null;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly payload: unknown;
  readonly occurredAt: Date;
  /** Real time, by the database's clock. */
  readonly recordedAt: Date;
  readonly cause: string;
  readonly module: string | null;
  readonly moduleVersion: string | null;
}
