import type { ExpectedLoss } from '../finance/expected-loss.js';
import {
  financedSinglePremium,
  levelMonthlyPremium,
  outstandingBalancePremium,
  type Premium,
  type PremiumLine,
  type PremiumLoadings,
} from '../finance/premium.js';
import type { RepaymentSchedule } from '../finance/schedule.js';
import { ArgumentError, allocate, type CalendarDate, unreachable } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import type { ProductTerms } from './terms.js';

export type PremiumMode = NonNullable<ProductTerms['pricing']['mode']>;

/** How a premium is paid. */
export interface PaymentPlan {
  readonly mode: PremiumMode;
  /** What each instalment of the loan is charged with, tax included; only for the monthly modes. */
  readonly chargesMinor?: readonly bigint[];
  /** The loan with the premium in it; only for SINGLE_FINANCED. */
  readonly financedPrincipalMinor?: bigint;
}

export interface PlanBasis {
  readonly loan: LoanRequest;
  readonly schedule: RepaymentSchedule;
  readonly loss: ExpectedLoss;
  readonly loadings: PremiumLoadings;
  /** The single premium after the product's rules, and before them without tax. */
  readonly single: { readonly premium: Premium; readonly unadjustedMinor: bigint };
}

/** The premium of the whole term: its monthly charges added up, line by line. */
function together(charges: readonly Premium[]): Premium {
  const byKind = new Map<PremiumLine['kind'], bigint>();
  for (const { lines } of charges) {
    for (const { kind, minor } of lines) byKind.set(kind, (byKind.get(kind) ?? 0n) + minor);
  }
  const sum = (of: (charge: Premium) => bigint): bigint => charges.reduce((total, charge) => total + of(charge), 0n);
  return {
    grossMinor: sum(({ grossMinor }) => grossMinor),
    taxMinor: sum(({ taxMinor }) => taxMinor),
    totalMinor: sum(({ totalMinor }) => totalMinor),
    lines: [...byKind].map(([kind, minor]) => ({ kind, minor })),
  };
}

const monthly = (mode: PremiumMode, charges: readonly Premium[]) => ({
  premium: together(charges),
  plan: { mode, chargesMinor: charges.map(({ totalMinor }) => totalMinor) },
});

/**
 * The premium in the mode of its product. What rules did to the single premium they do to every mode in the same
 * proportion. The product's floor and cap hold for each charge.
 */
export function planPremium(mode: PremiumMode, basis: PlanBasis): { premium: Premium; plan: PaymentPlan } {
  const { loan, schedule, loadings, single } = basis;
  if (mode === 'SINGLE') return { premium: single.premium, plan: { mode } };
  const { grossMinor } = single.premium;
  const factor = single.unadjustedMinor === 0n ? 1 : Number(grossMinor) / Number(single.unadjustedMinor);
  const loss = { ...basis.loss, presentValueMinor: basis.loss.presentValueMinor * factor };
  const { instalments } = schedule;
  switch (mode) {
    case 'SINGLE_FINANCED': {
      const financed = financedSinglePremium(loan.principalMinor, loss.presentValueMinor, loadings);
      const { premium, financedPrincipalMinor } = financed;
      return { premium, plan: { mode, financedPrincipalMinor } };
    }
    case 'LEVEL_MONTHLY': {
      const { monthly: charge } = levelMonthlyPremium(loss, instalments.length, loadings);
      return monthly(
        mode,
        instalments.map(() => charge),
      );
    }
    case 'MONTHLY_ON_OUTSTANDING': {
      const balances = instalments.map(({ openingBalanceMinor }) => openingBalanceMinor);
      return monthly(mode, outstandingBalancePremium(loss, balances, loadings).charges);
    }
    default:
      return unreachable(mode);
  }
}

/**
 * A premium in instalments to the minor unit: each in proportion to its charge, and each line of the premium spread over
 * them so that both the instalments and the lines add up.
 * @throws ArgumentError `WEIGHTS_ARE_ZERO` when nothing is charged
 */
export function premiumInstalments(
  lines: readonly PremiumLine[],
  chargesMinor: readonly bigint[],
): readonly (readonly PremiumLine[])[] {
  const total = lines.reduce((sum, { minor }) => sum + minor, 0n);
  if (total < 0n) throw new ArgumentError('NEGATIVE_AMOUNT', 'lines', `${total} must not be negative`);
  const left = lines.map(({ minor }) => minor);
  return allocate(total, chargesMinor).map((amount) => {
    const parts = amount === 0n ? left.map(() => 0n) : allocate(amount, left);
    parts.forEach((part, at) => {
      left[at] = (left[at] ?? 0n) - part;
    });
    return lines.map(({ kind }, at) => ({ kind, minor: parts[at] ?? 0n }));
  });
}

/** A plan as it is stored with its offer; a single premium needs none. */
export const storedPlan = ({ mode, chargesMinor, financedPrincipalMinor }: PaymentPlan): object =>
  mode === 'SINGLE'
    ? {}
    : {
        mode,
        ...(chargesMinor ? { chargesMinor: chargesMinor.map(String) } : {}),
        ...(financedPrincipalMinor === undefined ? {} : { financedPrincipalMinor: String(financedPrincipalMinor) }),
      };

/** The plan of a stored offer. */
export function planOfStored(pricing: unknown): PaymentPlan {
  const { mode, chargesMinor, financedPrincipalMinor } = (pricing ?? {}) as {
    mode?: PremiumMode;
    chargesMinor?: readonly string[];
    financedPrincipalMinor?: string;
  };
  return {
    mode: mode ?? 'SINGLE',
    ...(chargesMinor ? { chargesMinor: chargesMinor.map(BigInt) } : {}),
    ...(financedPrincipalMinor === undefined ? {} : { financedPrincipalMinor: BigInt(financedPrincipalMinor) }),
  };
}

/** When each charge of a plan begins: with the cover, then with every instalment of the loan but the last. */
export const chargeDates = (startsOn: CalendarDate, dueOn: readonly CalendarDate[]): CalendarDate[] => [
  startsOn,
  ...dueOn.slice(0, -1),
];
