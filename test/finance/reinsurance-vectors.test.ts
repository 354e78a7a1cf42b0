import { excessOfLoss, quotaShare, stopLoss, surplusShare } from '../../src/finance/index.js';
import { cents, vectors } from './vectors.js';

type Case = { readonly id: string } & Record<string, string & readonly string[]>;

describe('reinsurance', () => {
  const { cases } = vectors<{ cases: readonly Case[] }>('reinsurance_examples.json');
  const byId = (id: string): Record<string, string & readonly string[]> =>
    cases.find((found) => found.id === id) as Case;

  it('quota share of 40 % at 30 % commission', () => {
    const found = byId('qs_40_30');
    const ceded = quotaShare({ premiumMinor: cents(found.gross_premium as string) }, { share: 0.4, commission: 0.3 });
    expect(ceded.cededPremiumMinor).toBe(cents(found.ceded as string));
    expect(ceded.commissionMinor).toBe(cents(found.commission as string));
    expect(ceded.netCededPremiumMinor).toBe(cents(found.reinsurer_net as string));
  });

  it('two excess layers', () => {
    const found = byId('xl_500k_xs_500k_1m_xs_1m');
    const result = excessOfLoss((found.losses as readonly string[]).map(cents), [
      { attachmentMinor: cents('500000'), limitMinor: cents('500000') },
      { attachmentMinor: cents('1000000'), limitMinor: cents('1000000') },
    ]);
    expect(result.layers[0]?.recoveriesMinor).toEqual((found.layer1 as readonly string[]).map(cents));
    expect(result.layers[1]?.recoveriesMinor).toEqual((found.layer2 as readonly string[]).map(cents));
    expect(result.netMinor).toEqual((found.net as readonly string[]).map(cents));
  });

  it('stop loss from 110 % to 150 %', () => {
    const found = byId('stop_loss');
    const terms = { subjectPremiumMinor: cents('2000000'), attachmentRatio: 1.1, exhaustionRatio: 1.5 };
    const recoveries = (found.ultimate_loss as readonly string[]).map((loss) => stopLoss(cents(loss), terms));
    expect(recoveries).toEqual((found.recovery as readonly string[]).map(cents));
  });

  it('surplus of four lines', () => {
    const found = byId('surplus_line');
    const terms = { retentionMinor: cents('5000000'), lines: 4 };
    const shares = (found.sums as readonly string[]).map((sum) => surplusShare(cents(sum), terms));
    expect(shares.map(({ cededShare }) => cededShare.toFixed(6))).toEqual(found.ceded_pct);
    expect(shares.map(({ retainedMinor }) => retainedMinor)).toEqual((found.retained as readonly string[]).map(cents));
  });
});
