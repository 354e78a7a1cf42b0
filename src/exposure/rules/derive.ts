import { Decimal, decimal } from '../../kernel/index.js';
import { EACH, NO_CURRENCY } from '../limit.js';
import type { LimitShape } from '../limit-request.js';
import {
  isInForce,
  isOn,
  type NetAssetMultiple,
  type RegulatoryRule,
  type RulePack,
  type VolumeThrottle,
} from './rule-pack.js';

/** What an insurer states about itself. */
export interface StatedFigures {
  readonly currency: string;
  readonly netAssetsMinor: bigint;
  readonly isSpecialist: boolean;
  /** Share of small and micro loans in the insured balance, 0 to 1. */
  readonly inclusiveShare: string;
}

export interface DerivedLimit {
  readonly shape: LimitShape;
  readonly capMinor: bigint;
  readonly statement: string;
}

export interface RuledInsurer {
  readonly insurerId: string;
  /** Undefined before it has stated any. */
  readonly figures: StatedFigures | undefined;
}

interface NamedRule {
  readonly name: string;
  readonly rule: RegulatoryRule;
}

/** The rules of packs that are on and in force on a day, each with the name its limits carry. */
export const rulesInForce = (packs: readonly RulePack[], codes: readonly string[], day: string): NamedRule[] =>
  packs
    .filter(({ code }) => codes.includes(code))
    .flatMap(({ code, rules }) => rules.map((rule) => ({ name: `${code}:${rule.id}`, rule })))
    .filter(({ rule }) => isOn(rule) && isInForce(rule, day));

const appliesTo = (measure: NetAssetMultiple, figures: StatedFigures): boolean =>
  !(measure.nonSpecialistsOnly && figures.isSpecialist) &&
  (measure.fromInclusiveShare === undefined ||
    decimal(figures.inclusiveShare).gte(decimal(measure.fromInclusiveShare)));

/** At most the multiple: what is left of a minor unit is not room. */
const multipleOf = (minor: bigint, multiple: string): bigint =>
  BigInt(new Decimal(minor.toString()).times(decimal(multiple)).toFixed(0, Decimal.ROUND_FLOOR));

/** New business counts whole: what is ceded has been sold all the same. */
function throttle(measure: VolumeThrottle, { name, insurerId }: { name: string; insurerId: string }) {
  const { dimension, obligorKind, windowDays, cap } = measure;
  const subject = dimension === 'INSURER' ? insurerId : (measure.subject ?? EACH);
  const common = { rule: name, dimension, subject, obligorKind, windowDays, basis: 'GROSS' } as const;
  return 'count' in cap
    ? {
        shape: { ...common, measure: 'COUNT', currency: NO_CURRENCY, converts: false } as const,
        capMinor: BigInt(cap.count),
      }
    : { shape: { ...common, measure: 'VOLUME', currency: cap.currency, converts: true } as const, capMinor: cap.minor };
}

function derive({ name, rule }: NamedRule, { insurerId, figures }: RuledInsurer): DerivedLimit[] {
  const { measure, statement } = rule;
  const common = { rule: name, measure: 'BALANCE', windowDays: 0, basis: 'RETAINED', converts: true } as const;
  switch (measure.kind) {
    case 'NET_ASSET_MULTIPLE': {
      if (!figures || !appliesTo(measure, figures)) return [];
      const { dimension } = measure;
      const subject = dimension === 'INSURER' ? insurerId : EACH;
      const shape = { ...common, dimension, subject, currency: figures.currency, obligorKind: 'ANY' } as const;
      return [{ shape, capMinor: multipleOf(figures.netAssetsMinor, measure.multiple), statement }];
    }
    case 'OBLIGOR_AMOUNT': {
      const { dimension, obligorKind, capMinor, currency } = measure;
      const shape = { ...common, dimension, subject: EACH, currency, obligorKind } as const;
      // What a borrower owes is the whole loan's, whoever reinsures the cover.
      return [{ shape: { ...shape, basis: 'GROSS' }, capMinor, statement }];
    }
    case 'VOLUME_THROTTLE':
      return [{ ...throttle(measure, { name, insurerId }), statement }];
    case 'TOTAL_COST':
      return [];
    default:
      return measure satisfies never;
  }
}

/** A higher multiple for insurers that qualify stands in for the lower one of the same kind. */
function withoutReplaced(rules: readonly NamedRule[], figures: StatedFigures | undefined): readonly NamedRule[] {
  if (!figures) return rules;
  const raised = rules.flatMap(({ rule: { measure } }) =>
    measure.kind === 'NET_ASSET_MULTIPLE' && measure.fromInclusiveShare && appliesTo(measure, figures) ? [measure] : [],
  );
  return rules.filter(
    ({ rule: { measure } }) =>
      measure.kind !== 'NET_ASSET_MULTIPLE' ||
      measure.fromInclusiveShare !== undefined ||
      !raised.some(
        ({ dimension, nonSpecialistsOnly, multiple }) =>
          dimension === measure.dimension &&
          nonSpecialistsOnly === measure.nonSpecialistsOnly &&
          decimal(multiple).gt(decimal(measure.multiple)),
      ),
  );
}

/** The limits that rules set an insurer with its figures; before it has stated any, those of fixed amounts. Pure. */
export const limitsOfRules = (rules: readonly NamedRule[], insurer: RuledInsurer): DerivedLimit[] =>
  withoutReplaced(rules, insurer.figures).flatMap((rule) => derive(rule, insurer));

/** The most a loan may cost a year under the packs of its programme. */
export interface CostCap {
  readonly rule: string;
  /** Fraction a year, decimal text. */
  readonly nominal: string;
}

/** The strictest cost cap in force, or null. */
export function costCapOf(packs: readonly RulePack[], codes: readonly string[], day: string): CostCap | null {
  const caps = rulesInForce(packs, codes, day).flatMap(({ name, rule }) =>
    rule.measure.kind === 'TOTAL_COST' ? [{ rule: name, nominal: rule.measure.nominal }] : [],
  );
  return caps.reduce<CostCap | null>(
    (strictest, cap) => (strictest && decimal(strictest.nominal).lte(decimal(cap.nominal)) ? strictest : cap),
    null,
  );
}
