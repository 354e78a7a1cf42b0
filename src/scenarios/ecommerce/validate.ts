import { type CurrencyCode, type FieldIssue, failure, formatMinor, type Result, success } from '../../kernel/index.js';
import { InputCheck, type LoanRequest, normaliseReference } from '../contract/index.js';
import type { EcommerceInput, EcommerceOrderInput, EcommerceOrderLineInput } from './graphql.js';
import { type EcommerceRisk, lineValueMinor, MAX_LINES, MAX_QUANTITY, type OrderLine } from './risk.js';

export function validate(input: EcommerceInput, loan: LoanRequest): Result<EcommerceRisk, readonly FieldIssue[]> {
  const check = new InputCheck();
  const { order, buyer } = input;
  const merchantReference = check.reference('order.merchantReference', order.merchantReference, { maxLength: 64 });
  const seller = order.seller == null ? null : check.text('order.seller', order.seller, { maxLength: 64 });
  const lines = readLines(check, order.lines, loan.currency);
  const totalMinor = check.amount('order.total', order.total, loan.currency);
  checkTotal(check, { order, lines, totalMinor, loan });
  const risk: EcommerceRisk = {
    partner: loan.partner,
    merchantReference,
    seller,
    deliveryCountry: check.country('order.deliveryCountry', order.deliveryCountry),
    lines,
    total: formatMinor(totalMinor ?? 0n, loan.currency),
    buyer: {
      accountAgeDays: check.number('buyer.accountAgeDays', buyer.accountAgeDays, { from: 0, to: 36_500, unit: 'days' }),
      previousOrders: check.number('buyer.previousOrders', buyer.previousOrders, { from: 0, to: 100_000 }),
      deliveryMatchesBilling: buyer.deliveryMatchesBilling,
    },
  };
  return check.issues.length === 0 ? success(risk) : failure(check.issues);
}

function readLines(
  check: InputCheck,
  inputs: readonly EcommerceOrderLineInput[],
  currency: CurrencyCode,
): readonly OrderLine[] {
  if (inputs.length < 1 || inputs.length > MAX_LINES) {
    check.add('order.lines', 'OUT_OF_RANGE', `must have 1 to ${MAX_LINES} lines`);
  }
  const seen = new Set<string>();
  return inputs.slice(0, MAX_LINES).map((input, at) => {
    const path = `order.lines[${at}]`;
    const sku = check.text(`${path}.sku`, input.sku, { maxLength: 64 });
    if (sku !== '' && seen.has(normaliseReference(sku))) {
      check.add(`${path}.sku`, 'DUPLICATE_SKU', 'stands on an earlier line already; add the quantities');
    }
    seen.add(normaliseReference(sku));
    return {
      sku,
      description: check.text(`${path}.description`, input.description, { maxLength: 200 }),
      category: input.category ?? 'OTHER',
      quantity: check.number(`${path}.quantity`, input.quantity, { from: 1, to: MAX_QUANTITY, unit: 'pieces' }),
      returnedQuantity: 0,
      unitPrice: formatMinor(check.amount(`${path}.unitPrice`, input.unitPrice, currency) ?? 0n, currency),
    };
  });
}

interface TotalTerms {
  readonly order: EcommerceOrderInput;
  readonly lines: readonly OrderLine[];
  readonly totalMinor: bigint | undefined;
  readonly loan: LoanRequest;
}

// Says nothing about a total whose parts are already wrong: one slip should be one issue.
function checkTotal(check: InputCheck, { order, lines, totalMinor, loan }: TotalTerms): void {
  if (totalMinor === undefined) return;
  const { currency, principalMinor } = loan;
  const linesAreSound = !check.issues.some(({ path }) => path.startsWith('order.lines') && !path.endsWith('.sku'));
  const sum = lines.reduce((value, line) => value + lineValueMinor(line, line.quantity, currency), 0n);
  if (linesAreSound && order.lines.length === lines.length && sum !== totalMinor) {
    const message = `is ${formatMinor(totalMinor, currency)}, the lines add up to ${formatMinor(sum, currency)}`;
    check.add('order.total', 'TOTAL_MISMATCH', message);
  }
  if (principalMinor > totalMinor) {
    const message = `is less than the principal of ${formatMinor(principalMinor, currency)}`;
    check.add('order.total', 'PRINCIPAL_ABOVE_TOTAL', message);
  }
}
