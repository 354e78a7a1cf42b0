import { Field, InputType, Int } from 'type-graphql';
import {
  divideHalfUp,
  type FieldIssue,
  failure,
  formatMinor,
  issue,
  minMinor,
  type Result,
  success,
} from '../../kernel/index.js';
import {
  type ChangeContext,
  InputCheck,
  minorOf,
  normaliseReference,
  type RiskReduction,
  type ScenarioChange,
} from '../contract/index.js';
import {
  type EcommerceRisk,
  lineValueMinor,
  MAX_LINES,
  MAX_QUANTITY,
  type OrderLine,
  remainingQuantity,
} from './risk.js';

@InputType({ description: 'Pieces of one order line that came back.' })
export class OrderReturnLineInput {
  @Field(() => String, { description: 'Article number of the line, as in the order; case and spaces do not count.' })
  sku!: string;

  @Field(() => Int, { description: 'Pieces returned now: 1 up to what is left of the line after earlier returns.' })
  quantity!: number;
}

@InputType({ description: 'Goods that came back to the merchant.' })
export class OrderReturnInput {
  @Field(() => [OrderReturnLineInput], { description: '1 to 100 lines, each with its own sku.' })
  lines!: OrderReturnLineInput[];
}

/**
 * Returned goods shrink the insured principal by their share of the order: value returned x original principal / total, half up.
 * The share is taken of everything returned so far and the part of earlier returns subtracted, so the cents of many
 * small returns add up to those of one large one, and returning all of it frees the whole principal.
 */
export const orderReturn: ScenarioChange<EcommerceRisk, OrderReturnInput> = {
  name: 'orderReturn',
  description: 'Takes returned goods out of an insured order: the loan, the cover and the premium shrink with them.',
  input: OrderReturnInput,
  apply,
};

function apply(
  risk: EcommerceRisk,
  input: OrderReturnInput,
  context: ChangeContext,
): Result<RiskReduction<EcommerceRisk>, readonly FieldIssue[]> {
  const check = new InputCheck();
  const returned = readReturn(check, risk, input);
  if (check.issues.length > 0) return failure(check.issues);
  const lines = risk.lines.map((line) => ({
    ...line,
    returnedQuantity: line.returnedQuantity + (returned.get(line.sku) ?? 0),
  }));
  const { currency, outstandingPrincipalMinor } = context;
  const share = freedMinor({ ...risk, lines }, context) - freedMinor(risk, context);
  const reductionMinor = minMinor(share, outstandingPrincipalMinor);
  if (reductionMinor <= 0n) {
    const message = `the returned goods are worth nothing of the ${formatMinor(outstandingPrincipalMinor, currency)} outstanding`;
    return failure([issue('lines', 'NOTHING_TO_REDUCE', message)]);
  }
  const pieces = [...returned.values()].reduce((sum, quantity) => sum + quantity, 0);
  const summary = `${pieces} ${pieces === 1 ? 'item' : 'items'} of order ${risk.merchantReference} returned`;
  return success({ risk: { ...risk, lines }, reductionMinor, summary });
}

/** Pieces to return by the order's own sku. */
function readReturn(check: InputCheck, risk: EcommerceRisk, input: OrderReturnInput): ReadonlyMap<string, number> {
  if (input.lines.length < 1 || input.lines.length > MAX_LINES) {
    check.add('lines', 'OUT_OF_RANGE', `must have 1 to ${MAX_LINES} lines`);
  }
  const ordered = new Map<string, OrderLine>(risk.lines.map((line) => [normaliseReference(line.sku), line]));
  const returned = new Map<string, number>();
  for (const [at, { sku, quantity }] of input.lines.slice(0, MAX_LINES).entries()) {
    const path = `lines[${at}]`;
    const line = ordered.get(normaliseReference(check.text(`${path}.sku`, sku, { maxLength: 64 })));
    if (check.issues.some((found) => found.path === `${path}.sku`)) continue;
    if (line === undefined) check.add(`${path}.sku`, 'UNKNOWN_SKU', 'is not in the order');
    else if (returned.has(line.sku)) check.add(`${path}.sku`, 'DUPLICATE_SKU', 'stands on an earlier line already');
    else {
      returned.set(line.sku, check.number(`${path}.quantity`, quantity, { from: 1, to: MAX_QUANTITY, unit: 'pieces' }));
      if (quantity > remainingQuantity(line) && quantity <= MAX_QUANTITY) {
        const message = `is ${quantity}, but ${remainingQuantity(line)} of ${line.quantity} are left to return`;
        check.add(`${path}.quantity`, 'MORE_THAN_ORDERED', message);
      }
    }
  }
  return returned;
}

/** What all returns so far have freed of the principal, in minor units. */
function freedMinor(risk: EcommerceRisk, context: ChangeContext): bigint {
  const value = risk.lines.reduce(
    (sum, line) => sum + lineValueMinor(line, line.returnedQuantity, context.currency),
    0n,
  );
  return divideHalfUp(value * context.originalPrincipalMinor, minorOf(risk.total, context.currency));
}
