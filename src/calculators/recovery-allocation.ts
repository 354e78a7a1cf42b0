import { recoveryWaterfall, type WaterfallRule, type WaterfallShares, waterfallDifference } from '../finance/index.js';
import type { CurrencyCode, Outcome } from '../kernel/index.js';
import { InputCheck } from '../scenarios/contract/index.js';
import { type AmountInput, answer, attempt, currencyOf, naming, type Optional } from './answer.js';

/** Totals so far; `before` are the totals that were shared out the last time. */
export interface RecoveryAllocationInput {
  readonly rule: WaterfallRule;
  readonly received: AmountInput;
  readonly costs?: Optional<AmountInput>;
  readonly indemnity: AmountInput;
  readonly uncompensated?: Optional<AmountInput>;
  readonly before?: Optional<{ readonly received: AmountInput; readonly costs?: Optional<AmountInput> }>;
}

export interface RecoveryAllocation {
  readonly currency: CurrencyCode;
  readonly shares: WaterfallShares;
  /** What must be posted to get from `before` to `shares`. */
  readonly change: WaterfallShares;
}

const NOTHING: WaterfallShares = { costsMinor: 0n, insurerMinor: 0n, insuredMinor: 0n, obligorSurplusMinor: 0n };

/** Whose recovered money is. Codes: those of amounts. */
export function allocateRecovery(input: RecoveryAllocationInput): Outcome<RecoveryAllocation> {
  const check = new InputCheck();
  const currency = currencyOf(input.received);
  const amount = (path: string, value: Optional<AmountInput>): bigint =>
    check.amountOrZero(path, value, currency) ?? 0n;
  const owed = {
    rule: input.rule,
    insurerPaidMinor: amount('indemnity', input.indemnity),
    insuredUncompensatedMinor: amount('uncompensated', input.uncompensated),
  };
  const totals = (base: string, of: RecoveryAllocationInput['before']) => ({
    receivedMinor: amount(`${base}received`, of?.received),
    costsMinor: amount(`${base}costs`, of?.costs),
  });
  const [now, earlier] = [totals('', input), totals('before.', input.before)];
  const result = attempt(check, currency, {
    names: naming(),
    work: () => {
      const shares = recoveryWaterfall({ ...owed, ...now });
      const before = input.before ? recoveryWaterfall({ ...owed, ...earlier }) : NOTHING;
      return { currency, shares, change: waterfallDifference(before, shares) };
    },
  });
  return answer(check, result);
}
