import type { MoratoriumEffect } from '../../collections/moratorium-effects.js';
import type { MoratoriumPreview } from '../../collections/moratorium-service.js';
import type { Previewed } from '../../kernel/index.js';
import { moneyView } from './money-view.js';

const chargeOf = ({ change }: MoratoriumEffect, kind?: 'COMMISSION' | 'TAX'): bigint =>
  (change?.chargeLines ?? [])
    .filter((line) => kind === undefined || line.kind === kind)
    .reduce((sum, { minor }) => sum + minor, 0n);

const increaseOf = ({ change }: MoratoriumEffect): bigint =>
  change ? change.sumInsuredAfterMinor - change.sumInsuredBeforeMinor : 0n;

function effectView(effect: MoratoriumEffect) {
  const { change, currency } = effect;
  const amount = (minor: bigint) => moneyView(minor, currency);
  return {
    policyId: effect.policyId,
    number: effect.number,
    stopsClaims: effect.stopsClaims,
    instalments: effect.instalments,
    postponed: amount(effect.postponedMinor),
    premiumCharge: {
      total: amount(chargeOf(effect)),
      lines: (change?.chargeLines ?? []).map(({ kind, minor }) => ({ kind, amount: amount(minor) })),
    },
    sumInsuredIncrease: amount(increaseOf(effect)),
    heldPremium: amount(effect.heldPremiumMinor),
    endsOnBefore: change?.endsOnBefore ?? null,
    endsOnAfter: change?.endsOnAfter ?? null,
    claimableOnBefore: effect.claimableOnBefore,
    claimableOnAfter: effect.claimableOnAfter,
    refusal: effect.refusal,
  };
}

function amountsView(effects: readonly MoratoriumEffect[]) {
  return [...new Set(effects.map(({ currency }) => currency))].sort().map((currency) => {
    const total = (of: (effect: MoratoriumEffect) => bigint) =>
      moneyView(
        effects.filter((effect) => effect.currency === currency).reduce((sum, effect) => sum + of(effect), 0n),
        currency,
      );
    return {
      currency,
      postponed: total(({ postponedMinor }) => postponedMinor),
      premiumCharge: total((effect) => chargeOf(effect)),
      commission: total((effect) => chargeOf(effect, 'COMMISSION')),
      tax: total((effect) => chargeOf(effect, 'TAX')),
      sumInsuredIncrease: total(increaseOf),
      heldPremium: total(({ heldPremiumMinor }) => heldPremiumMinor),
    };
  });
}

export const moratoriumPreviewView = ({ atOnce: { isAll, effects }, ...totals }: Previewed<MoratoriumPreview>) => ({
  __typename: 'MoratoriumPreview',
  ...totals,
  atOnce: {
    policies: effects.length,
    isAll,
    refused: effects.filter(({ refusal }) => refusal !== null).length,
    waitingLonger: effects.filter(({ claimableOnBefore, claimableOnAfter }) => claimableOnBefore !== claimableOnAfter)
      .length,
    amounts: amountsView(effects),
    effects: effects.map(effectView),
  },
});
