import { currencyCode } from '../../src/kernel/index.js';
import type { Features, LoanRequest } from '../../src/scenarios/contract/index.js';
import ecommerce from '../../src/scenarios/ecommerce/index.js';
import type { EcommerceRisk } from '../../src/scenarios/ecommerce/risk.js';
import { phoneOrder, sofaLoan, sofaOrder, yenOrder } from '../support/samples/ecommerce.js';
import { loanOf, PARTNER } from '../support/samples/loan.js';
import { accepted, flagsOf, multipliers } from '../support/scenario-values.js';

describe('ecommerce', () => {
  const sofa = accepted(ecommerce.validate(sofaOrder, sofaLoan));
  const featuresOf = (risk: EcommerceRisk, loan: LoanRequest): Features => ecommerce.rating.features(risk, {}, loan);

  it('turns an order into a risk', () => {
    expect(sofa).toEqual({
      partner: PARTNER,
      merchantReference: 'A-1009',
      seller: null,
      deliveryCountry: 'DE',
      lines: [
        {
          sku: 'SOFA-3',
          description: 'Three-seat sofa',
          category: 'FURNITURE',
          quantity: 1,
          returnedQuantity: 0,
          unitPrice: '1090.00',
        },
        {
          sku: 'LAMP-7',
          description: 'Floor lamp',
          category: 'FURNITURE',
          quantity: 2,
          returnedQuantity: 0,
          unitPrice: '79.95',
        },
      ],
      total: '1249.90',
      buyer: { accountAgeDays: 730, previousOrders: 6, deliveryMatchesBilling: true },
    });
  });

  it('locks the order of this partner, paid to the seller or the partner', () => {
    expect(ecommerce.purpose.lock(sofa, {})).toEqual({
      key: `${PARTNER}:A-1009`,
      label: 'order A-1009',
      payee: PARTNER,
    });
    const phone = accepted(ecommerce.validate(phoneOrder, loanOf({ principalMinor: 1n })));
    expect(ecommerce.purpose.lock(phone, {})).toEqual({
      key: `${PARTNER}:B77/2026`,
      label: 'order B77/2026',
      payee: 'Fön-Laden 12',
    });
  });

  it('rates a known buyer of furniture below, a stranger with a phone above the obligor alone', () => {
    const known = featuresOf(sofa, sofaLoan);
    expect(multipliers(ecommerce.rating.factors(known))).toEqual({
      ACCOUNT_AGE: 0.9,
      PREVIOUS_ORDERS: 0.95,
      DELIVERY_ADDRESS: 1,
      FINANCED_SHARE: 1,
      GOODS: 1,
      TERM: 1,
    });
    expect(ecommerce.rating.appetite(known)).toEqual([]);
    expect(ecommerce.rating.lossGivenDefault(known)).toBe(0.7);

    const loan = loanOf({ principalMinor: 49_950n, instalments: 24 });
    const stranger = featuresOf(accepted(ecommerce.validate(phoneOrder, loan)), loan);
    expect(multipliers(ecommerce.rating.factors(stranger))).toEqual({
      ACCOUNT_AGE: 1.4,
      PREVIOUS_ORDERS: 1.15,
      DELIVERY_ADDRESS: 1.1,
      FINANCED_SHARE: 0.95,
      GOODS: 1.15,
      TERM: 1.15,
    });
    expect(flagsOf(ecommerce.rating.appetite(stranger))).toEqual(['REFER RESALE_PATTERN', 'INFO FIRST_ORDER']);
    expect(ecommerce.rating.lossGivenDefault(stranger)).toBeCloseTo(0.8, 12);
  });

  it('declines gift cards, long terms and balloons, each with its cure', () => {
    const loan = loanOf({ principalMinor: 99_900n, instalments: 37, method: 'LEVEL_WITH_BALLOON' });
    const [line] = phoneOrder.order.lines;
    if (line === undefined) throw new Error('no line');
    const order = { ...phoneOrder.order, lines: [{ ...line, category: 'GIFT_CARD' as const }] };
    const risk = accepted(ecommerce.validate({ ...phoneOrder, order }, loan));
    const flags = ecommerce.rating.appetite(featuresOf(risk, loan));
    expect(flagsOf(flags)).toEqual([
      'DECLINE TERM_TOO_LONG',
      'DECLINE METHOD_NOT_OFFERED',
      'DECLINE CASH_LIKE_GOODS',
      'REFER RESALE_PATTERN',
      'INFO FIRST_ORDER',
    ]);
    expect(flags.slice(0, 4).every(({ curable }) => curable !== undefined)).toBe(true);
  });

  it('says nothing about a total while its lines are wrong', () => {
    const lines = sofaOrder.order.lines.map((line) => ({ ...line, quantity: 0 }));
    const result = ecommerce.validate({ ...sofaOrder, order: { ...sofaOrder.order, lines } }, sofaLoan);
    expect(result.ok ? [] : result.error.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'order.lines[0].quantity OUT_OF_RANGE',
      'order.lines[1].quantity OUT_OF_RANGE',
    ]);
  });

  describe('orderReturn', () => {
    const [change] = ecommerce.changes ?? [];
    if (change === undefined) throw new Error('no change');
    const context = {
      currency: sofaLoan.currency,
      originalPrincipalMinor: 124_990n,
      outstandingPrincipalMinor: 124_990n,
    };

    it('shows what was returned and shrinks the summary', () => {
      const { risk, summary, reductionMinor } = accepted(
        change.apply(sofa, { lines: [{ sku: ' lamp-7', quantity: 2 }] }, context),
      );
      expect(reductionMinor).toBe(15_990n);
      expect(summary).toBe('2 items of order A-1009 returned');
      expect(ecommerce.view(risk as EcommerceRisk, {}, sofaLoan.currency)).toMatchObject({
        summary: '1 item from order A-1009',
        lines: [
          { sku: 'SOFA-3', returnedQuantity: 0, unitPrice: { amount: '1090.00', currency: 'EUR' } },
          { sku: 'LAMP-7', returnedQuantity: 2 },
        ],
      });
    });

    it('takes off no more than is outstanding, and refuses when nothing is', () => {
      const input = { lines: [{ sku: 'SOFA-3', quantity: 1 }] };
      const left = (outstandingPrincipalMinor: bigint) =>
        change.apply(sofa, input, { ...context, outstandingPrincipalMinor });
      expect(accepted(left(50_000n)).reductionMinor).toBe(50_000n);
      const refused = left(0n);
      expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toEqual(['NOTHING_TO_REDUCE']);
    });

    it('frees the same cents whatever the order and size of the returns', () => {
      const loan = loanOf({ currency: currencyCode('JPY'), principalMinor: 50_000n });
      const chairs = accepted(ecommerce.validate(yenOrder, loan));
      const jpy = { currency: loan.currency, originalPrincipalMinor: 50_000n, outstandingPrincipalMinor: 50_000n };
      const back = (risk: EcommerceRisk, quantity: number) =>
        accepted(change.apply(risk, { lines: [{ sku: '椅子', quantity }] }, jpy));
      const two = back(chairs, 2);
      expect([two.reductionMinor, back(two.risk as EcommerceRisk, 1).reductionMinor]).toEqual([33_333n, 16_667n]);
      expect(back(chairs, 3).reductionMinor).toBe(50_000n);
    });
  });
});
