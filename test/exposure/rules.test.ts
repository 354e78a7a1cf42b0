import { costCapOf, limitsOfRules, rulesInForce, type StatedFigures } from '../../src/exposure/rules/derive.js';
import { isOn, type RulePack } from '../../src/exposure/rules/rule-pack.js';
import { RULE_PACKS } from '../../src/exposure/rules/rule-packs.js';
import type { LoanRequest } from '../../src/scenarios/contract/index.js';
import { costFlags } from '../../src/underwriting/cost-cap.js';
import { loanSchedule } from '../../src/underwriting/loan-schedule.js';

const figures: StatedFigures = {
  currency: 'CNY',
  netAssetsMinor: 320_000_000_000n,
  isSpecialist: false,
  inclusiveShare: '0.10',
};
const caps = (codes: string[], changes: Partial<StatedFigures> = {}, day = '2026-03-02', packs = RULE_PACKS) =>
  limitsOfRules(rulesInForce(packs, codes, day), {
    insurerId: 'insurer',
    figures: { ...figures, ...changes },
  }).map(({ shape, capMinor }) => [shape.rule, shape.dimension, capMinor]);

describe('rules become limits', () => {
  it('as multiples and shares of net assets: 3.2 billion give 32 and 12.8 billion, and 160 million for one group', () => {
    expect(caps(['cn-credit-guarantee'])).toEqual([
      ['cn-credit-guarantee:CN39-5-1', 'INSURER', 3_200_000_000_000n],
      ['cn-credit-guarantee:CN39-5-2', 'INSURER', 1_280_000_000_000n],
      ['cn-credit-guarantee:CN39-6-1', 'OBLIGOR_GROUP', 16_000_000_000n],
    ]);
    expect(caps(['cn-credit-guarantee'], { isSpecialist: true })).toHaveLength(2);
  });

  it('only when selected, in force and read in a text', () => {
    expect(caps([])).toEqual([]);
    expect(caps(['cn-credit-guarantee'], {}, '2020-05-18')).toEqual([]);
    expect(caps(['us-mortgage-guaranty'])).toEqual([]);
    expect(caps(['cn-online-lending'], {}, '2018-01-01')).toEqual([
      ['cn-online-lending:CNP2P-17-PERSON-PLATFORM', 'OBLIGOR_AT_PARTNER', 20_000_000n],
      ['cn-online-lending:CNP2P-17-PERSON', 'OBLIGOR', 100_000_000n],
      ['cn-online-lending:CNP2P-17-COMPANY-PLATFORM', 'OBLIGOR_AT_PARTNER', 100_000_000n],
      ['cn-online-lending:CNP2P-17-COMPANY', 'OBLIGOR', 500_000_000n],
    ]);
    const off = RULE_PACKS.flatMap(({ rules }) => rules.filter((rule) => !isOn(rule)).map(({ id }) => id));
    expect(off).toEqual(['CN39-5-2-INCLUSIVE', 'CN39-6-2', 'CN180-P2P-PERSON', 'US-MG-25']);
  });

  it('a higher multiple stands in for the lower one from its share on, inclusively; what is not whole is not room', () => {
    const sure: RulePack[] = RULE_PACKS.map((pack) => ({
      ...pack,
      rules: pack.rules.map((rule) => ({ ...rule, confidence: 'READ' as const })),
    }));
    const of = (inclusiveShare: string) =>
      caps(['cn-credit-guarantee'], { inclusiveShare, netAssetsMinor: 333n }, '2026-03-02', sure);
    expect(of('0.30')).toEqual([
      ['cn-credit-guarantee:CN39-5-1', 'INSURER', 3_330n],
      ['cn-credit-guarantee:CN39-5-2-INCLUSIVE', 'INSURER', 1_998n],
      ['cn-credit-guarantee:CN39-6-1', 'OBLIGOR_GROUP', 16n],
      ['cn-credit-guarantee:CN39-6-2', 'OBLIGOR_GROUP', 3n],
    ]);
    expect(of('0.299999')[1]).toEqual(['cn-credit-guarantee:CN39-5-2', 'INSURER', 1_332n]);
  });

  it('a cost cap from its first day on, with the figures in the flag; exactly the cap is allowed', () => {
    expect(costCapOf(RULE_PACKS, ['cn-lending-cost'], '2025-09-30')).toBeNull();
    const cap = costCapOf(RULE_PACKS, ['cn-lending-cost'], '2025-10-01');
    if (!cap) throw new Error('no cap');
    expect(cap).toEqual({ rule: 'cn-lending-cost:CN-RATE-24', nominal: '0.24' });
    const schedule = (annualRate: string) =>
      loanSchedule({
        currency: 'CNY',
        method: 'LEVEL_PAYMENT',
        principalMinor: 1_000_000n,
        annualRate,
        instalments: 12,
        disbursedOn: '2026-03-02',
        firstDueOn: '2026-04-02',
        requestedOn: '2026-03-02',
        partner: 'partner',
      } as LoanRequest);
    expect(costFlags(schedule('0.24'), 0n, cap)).toEqual([]);
    expect(costFlags(schedule('0.24'), 10_000n, cap)).toEqual([
      {
        severity: 'DECLINE',
        code: 'TOTAL_COST_TOO_HIGH',
        message:
          'The loan costs 25.97 % a year with interest and premium; at most 24 % is allowed (cn-lending-cost:CN-RATE-24).',
        curable: 'A lower interest rate or a longer term lowers the cost.',
      },
    ]);
    expect(costFlags(schedule('0.01'), 1_000_000n, cap)).toHaveLength(1);
  });
});
