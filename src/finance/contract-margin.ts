import { Decimal } from '../kernel/index.js';
import { requireRateNotNegative, requireSomething } from './arguments.js';
import { ratioOf } from './ratio.js';
import { netPresentValue } from './time-value.js';

/** A group of insurance contracts at initial recognition; amounts in any unit, outflows at the end of each year. */
export interface InitialRecognition {
  /** Received at once. */
  readonly premium: number | Decimal;
  /** Expected at the end of each year, zero or more. */
  readonly outflows: readonly (number | Decimal)[];
  /** Yearly discount rate, zero or more. */
  readonly rate: number | Decimal;
  readonly riskAdjustment: number | Decimal;
}

export interface ContractMargin {
  readonly presentValueOfOutflows: Decimal;
  /** Outflows + risk adjustment - premium; negative when the group earns. */
  readonly fulfilmentCashFlows: Decimal;
  /** Contractual service margin: the profit not yet earned, zero for an onerous group. */
  readonly contractualServiceMargin: Decimal;
  /** Recognised at once for an onerous group. */
  readonly loss: Decimal;
}

/**
 * Initial recognition under the general model: fulfilment cash flows = present value of outflows + risk adjustment -
 * premium; what is negative becomes the contractual service margin, what is positive a loss.
 * Source: IFRS 17, paragraphs 32, 38 and 47; figures as in Illustrative Example 1.
 * @throws ArgumentError `EMPTY`, `OUT_OF_RANGE`, `NOT_A_NUMBER`
 */
export function contractMargin(input: InitialRecognition): ContractMargin {
  requireSomething(input.outflows, 'outflows');
  ratioOf(input.premium, 'premium');
  requireRateNotNegative(input.rate, 'rate');
  requireRateNotNegative(input.riskAdjustment, 'riskAdjustment');
  input.outflows.forEach((outflow, at) => {
    requireRateNotNegative(outflow, `outflows[${at}]`);
  });
  const presentValueOfOutflows = netPresentValue(input.rate, [0, ...input.outflows]);
  const fulfilmentCashFlows = presentValueOfOutflows.plus(input.riskAdjustment).minus(input.premium);
  return {
    presentValueOfOutflows,
    fulfilmentCashFlows,
    contractualServiceMargin: Decimal.max(0, fulfilmentCashFlows.negated()),
    loss: Decimal.max(0, fulfilmentCashFlows),
  };
}
