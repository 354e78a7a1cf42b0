import { type CurrencyCode, Decimal, type FieldIssue, formatMinor, issue, parseAmount } from '../kernel/index.js';
import type { FieldPlan, Plan } from './shape.js';

type Json = Readonly<Record<string, unknown>>;

/** A stored value as the API shows it. */
export function shownValue(plan: Plan, value: unknown, currency: CurrencyCode): unknown {
  if (value === null || value === undefined) return null;
  switch (plan.kind) {
    case 'OBJECT':
      return Object.fromEntries(
        plan.fields.map(({ name, stored, plan: of }) => [name, shownValue(of, (value as Json)[stored], currency)]),
      );
    case 'LIST':
      return (value as readonly unknown[]).map((item) => shownValue(plan.of, item, currency));
    case 'AMOUNT':
      return formatMinor(BigInt(value as string), currency);
    case 'RATE':
      return new Decimal(value as number).toFixed();
    default:
      return value;
  }
}

/**
 * What the API was given, as it is stored. Amounts the currency cannot express are listed in `issues`; everything else
 * is for the shape to judge.
 */
export class StoredValue {
  readonly issues: FieldIssue[] = [];

  constructor(private readonly currency: CurrencyCode) {}

  of(plan: Plan, value: unknown, path: string): unknown {
    switch (plan.kind) {
      case 'OBJECT':
        return Object.fromEntries(plan.fields.flatMap((field) => this.member(field, value as Json, path)));
      case 'LIST':
        return (value as readonly unknown[]).map((item, at) => this.of(plan.of, item, `${path}[${at}]`));
      case 'AMOUNT':
        return this.amount(value as string, path);
      case 'RATE':
        return Number(value);
      default:
        return value;
    }
  }

  private member({ name, stored, nullable, plan }: FieldPlan, owner: Json, path: string): [string, unknown][] {
    const value = owner[name];
    if (value === null || value === undefined) return nullable ? [[stored, null]] : [];
    return [[stored, this.of(plan, value, path === '' ? name : `${path}.${name}`)]];
  }

  private amount(text: string, path: string): string {
    const parsed = parseAmount(text, this.currency);
    if (parsed.ok && parsed.value.minor >= 0n) return String(parsed.value.minor);
    const code = parsed.ok ? 'OUT_OF_RANGE' : parsed.error;
    this.issues.push(issue(path, code, `must be an amount of ${this.currency}, zero or more, e.g. "12.34"`));
    return '0';
  }
}

/** Where a problem of the stored value lies in what the API was given: `pricing.floorMinor` is `pricing.floor`. */
export const givenPath = (plan: Plan, path: string): string => {
  const [first = ''] = path.split(/[.[]/);
  const field = plan.kind === 'OBJECT' ? plan.fields.find(({ stored }) => stored === first) : undefined;
  return field?.plan.kind === 'JSON' ? path : path.replace(/Minor(?=$|[.[])/g, '');
};
