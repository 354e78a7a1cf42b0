import type { CostCap } from '../exposure/rules/derive.js';
import { allInCostOfLoan } from '../finance/all-in-cost.js';
import type { RepaymentSchedule } from '../finance/schedule.js';
import { type Decimal, decimal } from '../kernel/index.js';
import type { UnderwritingFlag } from '../scenarios/contract/index.js';

export const TOTAL_COST_TOO_HIGH = 'TOTAL_COST_TOO_HIGH';

const percent = (fraction: Decimal): string => `${fraction.times(100).toFixed()} %`;

/**
 * What a loan costs a year with its interest and the premium paid at the start, nominal, held against a cap; limits are
 * inclusive. No flag when it keeps the cap.
 */
export function costFlags(schedule: RepaymentSchedule, premiumMinor: bigint, cap: CostCap): UnderwritingFlag[] {
  const principalMinor = schedule.instalments[0]?.openingBalanceMinor ?? 0n;
  const most = percent(decimal(cap.nominal));
  const above = (cost: string): UnderwritingFlag[] => [
    {
      severity: 'DECLINE',
      code: TOTAL_COST_TOO_HIGH,
      message: `The loan costs ${cost} a year with interest and premium; at most ${most} is allowed (${cap.rule}).`,
      curable: 'A lower interest rate or a longer term lowers the cost.',
    },
  ];
  if (premiumMinor >= principalMinor) return above('more than all that is lent');
  const { nominal } = allInCostOfLoan(schedule, { upfrontMinor: premiumMinor });
  return nominal.lte(decimal(cap.nominal)) ? [] : above(percent(nominal));
}
