export type LimitDimension = 'INSURER' | 'PROGRAMME' | 'OBLIGOR';

/** What names one limit: an insurer's cap on a subject, in one currency. */
export interface LimitKey {
  readonly insurerId: string;
  readonly dimension: LimitDimension;
  /** Insurer id, programme id, or the obligor's blind index. */
  readonly subject: string;
  readonly currency: string;
}

export interface LimitState extends LimitKey {
  readonly id: string;
  readonly capMinor: bigint;
  readonly reservedMinor: bigint;
  readonly utilisedMinor: bigint;
}

export const limitName = ({ insurerId, dimension, subject, currency }: LimitKey): string =>
  [insurerId, dimension, subject, currency].join('|');

/** The limit that has too little room, and how much is left of it. */
export interface BindingLimit {
  readonly dimension: LimitDimension;
  readonly insurerId: string;
  readonly currency: string;
  readonly requestedMinor: bigint;
  readonly availableMinor: bigint;
}

/**
 * Room on a set of locked limits while several requests are granted one after another. A grant takes the amount from
 * every limit at once or from none.
 */
export class CapacityBook {
  private readonly limits: ReadonlyMap<string, LimitState>;
  private readonly granted = new Map<string, bigint>();

  constructor(limits: readonly LimitState[]) {
    this.limits = new Map(limits.map((limit) => [limitName(limit), limit]));
  }

  available(key: LimitKey): bigint {
    const limit = this.limits.get(limitName(key));
    if (!limit) return 0n;
    return limit.capMinor - limit.reservedMinor - limit.utilisedMinor - (this.granted.get(limit.id) ?? 0n);
  }

  /** Limits that were granted from, or the tightest limit that refused. A limit that does not exist has no room. */
  reserve(keys: readonly LimitKey[], amountMinor: bigint): { readonly limitIds: readonly string[] } | BindingLimit {
    const tightest = keys
      .map((key) => ({ key, availableMinor: this.available(key) }))
      .reduce((a, b) => (b.availableMinor < a.availableMinor ? b : a));
    if (tightest.availableMinor < amountMinor) {
      const { dimension, insurerId, currency } = tightest.key;
      const availableMinor = tightest.availableMinor > 0n ? tightest.availableMinor : 0n;
      return { dimension, insurerId, currency, requestedMinor: amountMinor, availableMinor };
    }
    const limitIds = keys.flatMap((key) => this.limits.get(limitName(key))?.id ?? []);
    for (const id of limitIds) this.granted.set(id, (this.granted.get(id) ?? 0n) + amountMinor);
    return { limitIds };
  }

  /** By how much each limit's reserved amount grows, limits in the order of their ids. */
  reservedDeltas(): { readonly id: string; readonly minor: bigint }[] {
    return [...this.granted].map(([id, minor]) => ({ id, minor })).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
