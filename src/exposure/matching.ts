import { type CurrencyCode, Decimal, decimal, minorUnitDecimals, multiplyMinor } from '../kernel/index.js';
import { atPartner, isPattern, type LimitDimension, type LimitKey, type LimitState, packOf } from './limit.js';

/** What an offer would add to its insurer's exposure, along every dimension a limit may have. */
export interface ExposureRisk {
  readonly insurerId: string;
  readonly programmeId: string;
  readonly partnerId: string;
  readonly lenderId: string;
  readonly scenario: string;
  readonly productId: string;
  /** Where the obligor is: its country and, when known, the region in it (ISO 3166). */
  readonly regions: readonly string[];
  /** Blind indexes. An obligor without related parties is its own group. */
  readonly obligorKey: string;
  readonly groupKey: string;
  readonly obligorKind: 'PERSON' | 'COMPANY';
  /** Who owes all of it too, jointly and severally. Absent: nobody. */
  readonly coObligors?: readonly Pick<ExposureRisk, 'obligorKey' | 'groupKey' | 'obligorKind'>[];
  /** Rule packs of the programme: their limits bind its business, and no other. */
  readonly rulePacks: readonly string[];
  readonly currency: string;
  readonly amountMinor: bigint;
  /** Along these dimensions only: of an exposure that moves between two subjects of them. All when absent. */
  readonly only?: readonly LimitDimension[];
  /** Limits it counts in already: of an exposure that comes back, live exposure in others only is asked for. */
  readonly beyond?: readonly string[];
}

/** The rate at which an insurer counts one currency in limits of another, in whole units. */
export interface StatedRate {
  readonly insurerId: string;
  readonly fromCurrency: string;
  readonly toCurrency: string;
  readonly version: number;
  readonly rate: string;
}

/** The quota share an insurer passes on, 0 to 1. */
export interface Cession {
  readonly insurerId: string;
  readonly share: string;
}

/** By what an amount is multiplied to count in a limit; with the rate's version, so that it can be shown later. */
export interface CountFactor {
  readonly factor: Decimal;
  readonly rateVersion?: number;
}

const ONE = new Decimal(1);

/** The dimensions of some limits, by insurer. */
export type LimitedDimensions = ReadonlyMap<string, ReadonlySet<LimitDimension>>;

export function limitedDimensions(
  limits: readonly { readonly insurerId: string; readonly dimension: LimitDimension }[],
): LimitedDimensions {
  const limited = new Map<string, Set<LimitDimension>>();
  for (const { insurerId, dimension } of limits) {
    const dimensions = limited.get(insurerId);
    if (dimensions) dimensions.add(dimension);
    else limited.set(insurerId, new Set([dimension]));
  }
  return limited;
}

/**
 * What names the limits a risk may meet.
 * @param limited leaves out dimensions without limits: where limits are known already, most of them
 */
export function limitKeysOf(risk: ExposureRisk, limited?: LimitedDimensions): LimitKey[] {
  const { insurerId } = risk;
  const dimensions = limited?.get(insurerId);
  const keys: LimitKey[] = [];
  const add = (dimension: LimitDimension, subject: string): void => {
    if (risk.only && !risk.only.includes(dimension)) return;
    if (!limited || dimensions?.has(dimension)) keys.push({ insurerId, dimension, subject });
  };
  add('INSURER', insurerId);
  add('PROGRAMME', risk.programmeId);
  add('PARTNER', risk.partnerId);
  add('LENDER', risk.lenderId);
  add('SCENARIO', risk.scenario);
  add('PRODUCT', risk.productId);
  for (const region of risk.regions) add('REGION', region);
  add('OBLIGOR', risk.obligorKey);
  add('OBLIGOR_GROUP', risk.groupKey);
  add('OBLIGOR_AT_PARTNER', atPartner(risk.partnerId, risk.obligorKey));
  return keys;
}

/** The risk as each of those sees it who owe it: a joint debt counts in full for everybody. */
export const perObligor = (risk: ExposureRisk): readonly ExposureRisk[] =>
  risk.coObligors ? [risk, ...risk.coObligors.map((one) => ({ ...risk, ...one }))] : [risk];

type Selective = Pick<LimitState, 'subject' | 'currency' | 'measure' | 'obligorKind' | 'converts' | 'rule'>;

/** Whether a limit of one of the risk's keys counts this risk at all. */
export function counts(limit: Selective, risk: Pick<ExposureRisk, 'currency' | 'obligorKind' | 'rulePacks'>): boolean {
  if (isPattern(limit.subject)) return false;
  if (limit.obligorKind !== 'ANY' && limit.obligorKind !== risk.obligorKind) return false;
  const pack = packOf(limit.rule);
  if (pack !== undefined && !risk.rulePacks.includes(pack)) return false;
  return limit.measure === 'COUNT' || limit.currency === risk.currency || limit.converts;
}

/** What a limit counts of an amount: the retained part, at the stated rate. Undefined: no rate is stated. */
export function countFactor(
  limit: Pick<LimitState, 'insurerId' | 'currency' | 'basis'>,
  currency: string,
  { rates, cessions }: { readonly rates: readonly StatedRate[]; readonly cessions: readonly Cession[] },
): CountFactor | undefined {
  const ceded =
    limit.basis === 'RETAINED' ? cessions.find(({ insurerId }) => insurerId === limit.insurerId) : undefined;
  const retained = ceded ? ONE.minus(decimal(ceded.share)) : ONE;
  if (limit.currency === currency) return { factor: retained };
  const stated = rates.find(
    (rate) =>
      rate.insurerId === limit.insurerId && rate.fromCurrency === currency && rate.toCurrency === limit.currency,
  );
  if (!stated) return undefined;
  const shift = minorUnitDecimals(limit.currency as CurrencyCode) - minorUnitDecimals(currency as CurrencyCode);
  const factor = retained.times(decimal(stated.rate)).times(new Decimal(10).pow(shift));
  return { factor, rateVersion: stated.version };
}

/** `amountMinor` as the limit counts it, rounded half up once. */
export const countedMinor = (amountMinor: bigint, factor: Decimal): bigint =>
  factor.eq(ONE) ? amountMinor : multiplyMinor(amountMinor, factor);

/** The largest amount that counts for at most `availableMinor`: the inverse of `countedMinor`. */
export function fittingMinor(availableMinor: bigint, factor: Decimal): bigint {
  if (availableMinor < 0n || factor.isZero()) return 0n;
  if (factor.eq(ONE)) return availableMinor;
  const bound = new Decimal(availableMinor.toString()).plus('0.5').div(factor).ceil();
  let fitting = BigInt(bound.toFixed(0)) - 1n;
  // The quotient carries 40 digits; the last step is decided by the product itself.
  while (countedMinor(fitting + 1n, factor) <= availableMinor) fitting += 1n;
  while (fitting > 0n && countedMinor(fitting, factor) > availableMinor) fitting -= 1n;
  return fitting;
}
