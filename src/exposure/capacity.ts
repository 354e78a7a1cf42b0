import { invariant, maxMinor } from '../kernel/index.js';
import { type LimitDimension, type LimitState, limitKeyName, usedOf } from './limit.js';
import {
  type Cession,
  type CountFactor,
  countedMinor,
  countFactor,
  counts,
  type ExposureRisk,
  fittingMinor,
  type LimitedDimensions,
  limitedDimensions,
  limitKeysOf,
  perObligor,
  type StatedRate,
} from './matching.js';

/** What one limit counts of an exposure, where that is not simply its amount. Text, as it is stored. */
export interface CountedPart {
  readonly minor: string;
  /** What an amount is multiplied by; absent where every exposure counts the same, as a piece. */
  readonly factor?: string;
  readonly rateVersion?: number;
  /** The day a limit with a window counts it on. */
  readonly day?: string;
}
export type CountedParts = Readonly<Record<string, CountedPart>>;

export interface Granted {
  readonly limitIds: readonly string[];
  /** Null: every limit counts the amount itself. */
  readonly counted: CountedParts | null;
}

/** The limit that has too little room. Amounts of its own in its currency; what was asked and still fits in the risk's. */
export interface BindingLimit {
  readonly dimension: LimitDimension;
  readonly insurerId: string;
  readonly currency: string;
  readonly requestedMinor: bigint;
  readonly availableMinor: bigint;
  /** Undefined when a limit that must exist does not. */
  readonly limit?: Pick<LimitState, 'id' | 'measure' | 'currency' | 'rule' | 'capMinor'> & {
    readonly usedMinor: bigint;
  };
}

export interface CapacitySetting {
  readonly rates: readonly StatedRate[];
  readonly cessions: readonly Cession[];
  /** Rule packs by programme, as they are now; a draft may have been made before they were selected. */
  readonly packs?: ReadonlyMap<string, readonly string[]>;
  /** Business date new business of limits with a window counts on. */
  readonly day: string;
}

interface Claim {
  readonly limit: LimitState;
  readonly count: CountFactor | undefined;
  readonly minor: bigint;
  readonly fittingMinor: bigint;
  readonly hasRoom: boolean;
}

/** Without these an insurer has not said that it wants the business at all. */
const REQUIRED: readonly LimitDimension[] = ['INSURER', 'PROGRAMME', 'OBLIGOR'];

const isAsked = ({ id, windowDays }: LimitState, { beyond }: ExposureRisk): boolean =>
  !beyond || (windowDays === 0 && !beyond.includes(id));

/**
 * Room on a set of locked limits while several requests are granted one after another. A grant takes from every limit
 * that counts the risk at once, or from none.
 */
export class CapacityBook {
  private readonly limits = new Map<string, LimitState[]>();
  private readonly granted = new Map<string, bigint>();
  private readonly limited: LimitedDimensions;

  constructor(
    limits: readonly LimitState[],
    private readonly setting: CapacitySetting,
  ) {
    this.limited = limitedDimensions(limits);
    for (const limit of limits) {
      const name = limitKeyName(limit);
      const others = this.limits.get(name);
      if (others) others.push(limit);
      else this.limits.set(name, [limit]);
    }
  }

  /** What was taken and from where, or the tightest limit that refused. */
  reserve(risk: ExposureRisk): Granted | BindingLimit {
    const claims = this.claimsOf(risk);
    const binding = this.bindingOf(risk, claims);
    if (binding) return binding;
    const parts: [string, CountedPart][] = [];
    for (const claim of claims) {
      const { id } = claim.limit;
      this.granted.set(id, (this.granted.get(id) ?? 0n) + claim.minor);
      const part = this.partOf(claim);
      if (part) parts.push([id, part]);
    }
    return {
      limitIds: claims.map(({ limit }) => limit.id),
      counted: parts.length > 0 ? Object.fromEntries(parts) : null,
    };
  }

  /** What would refuse the risk; takes nothing. */
  refusal(risk: ExposureRisk): BindingLimit | undefined {
    return this.bindingOf(risk, this.claimsOf(risk));
  }

  /** By how much the use of each limit grows, limits in the order of their ids. */
  takenFrom(): { readonly limit: LimitState; readonly minor: bigint }[] {
    const limits = [...this.limits.values()].flat().filter(({ id }) => this.granted.has(id));
    return limits
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((limit) => ({ limit, minor: this.granted.get(limit.id) ?? 0n }));
  }

  private claimsOf(risk: ExposureRisk): Claim[] {
    const rulePacks = this.setting.packs?.get(risk.programmeId) ?? risk.rulePacks;
    // A limit that several of the borrowers meet counts the risk once.
    const counting = new Set<LimitState>();
    for (const one of perObligor(risk)) {
      const selected = { currency: one.currency, obligorKind: one.obligorKind, rulePacks };
      for (const key of limitKeysOf(one, this.limited)) {
        for (const limit of this.limits.get(limitKeyName(key)) ?? []) {
          if (counts(limit, selected) && isAsked(limit, risk)) counting.add(limit);
        }
      }
    }
    return [...counting].map((limit) => this.claim(limit, risk));
  }

  private claim(limit: LimitState, risk: ExposureRisk): Claim {
    const availableMinor = limit.capMinor - usedOf(limit) - (this.granted.get(limit.id) ?? 0n);
    if (limit.measure === 'COUNT') {
      const hasRoom = availableMinor >= 1n;
      return { limit, count: undefined, minor: 1n, fittingMinor: hasRoom ? risk.amountMinor : 0n, hasRoom };
    }
    const count = countFactor(limit, risk.currency, this.setting);
    // What cannot be counted must not be granted.
    if (!count) return { limit, count, minor: 0n, fittingMinor: 0n, hasRoom: false };
    const minor = countedMinor(risk.amountMinor, count.factor);
    // A part that counts for nothing, e.g. wholly ceded, fits even when the limit is overdrawn.
    const hasRoom = minor <= maxMinor(availableMinor, 0n);
    return {
      limit,
      count,
      minor,
      fittingMinor: hasRoom ? risk.amountMinor : fittingMinor(availableMinor, count.factor),
      hasRoom,
    };
  }

  private bindingOf(risk: ExposureRisk, claims: readonly Claim[]): BindingLimit | undefined {
    const asked = { insurerId: risk.insurerId, currency: risk.currency, requestedMinor: risk.amountMinor };
    const required = risk.beyond ? [] : REQUIRED.filter((dimension) => !risk.only || risk.only.includes(dimension));
    const missing = required.find((dimension) => !claims.some(({ limit }) => limit.dimension === dimension));
    if (missing) return { ...asked, dimension: missing, availableMinor: 0n };
    const refusing = claims.filter(({ hasRoom }) => !hasRoom);
    const [first, ...others] = refusing;
    if (!first) return undefined;
    const tightest = others.reduce((a, b) => (b.fittingMinor < a.fittingMinor ? b : a), first);
    const { id, dimension, measure, currency, rule, capMinor } = tightest.limit;
    const usedMinor = usedOf(tightest.limit) + (this.granted.get(id) ?? 0n);
    return {
      ...asked,
      dimension,
      availableMinor: tightest.fittingMinor,
      limit: { id, measure, currency, rule, capMinor, usedMinor },
    };
  }

  private partOf({ limit, count, minor }: Claim): CountedPart | undefined {
    const day = limit.windowDays > 0 ? { day: this.setting.day } : {};
    if (limit.measure === 'COUNT') return { minor: '1', ...day };
    invariant(count, 'what was granted was counted');
    if (count.factor.eq(1) && limit.windowDays === 0) return undefined;
    const rateVersion = count.rateVersion === undefined ? {} : { rateVersion: count.rateVersion };
    return { minor: String(minor), factor: count.factor.toFixed(), ...rateVersion, ...day };
  }
}
