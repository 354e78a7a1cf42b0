import { ArgumentError, maxMinor, minMinor } from '../kernel/index.js';
import { requireNotNegative, requirePositive, requireRateNotNegative, requireWhole } from './arguments.js';
import { multiplyRatios, type Rate, ratio, ratioOf, scaleMinor } from './ratio.js';
import { type QuotaShare, type QuotaShareTerms, quotaShare } from './reinsurance.js';

/** One layer of an excess-of-loss treaty: `limitMinor` in excess of `attachmentMinor`, each loss. Minor units. */
export interface ExcessLayer {
  readonly attachmentMinor: bigint;
  readonly limitMinor: bigint;
  /** How often the limit is put back in a year, 0 to 100; undefined: without end. */
  readonly reinstatements?: number;
  /** The layer's premium, for reinstatement premiums. */
  readonly premiumMinor?: bigint;
  /** Reinstatement premium as a share of the layer's premium, pro rata as to amount: 1 for 100 %. Default 0. */
  readonly reinstatementRate?: Rate;
  /** Losses to the layer in a year the cedant bears first. Default 0. */
  readonly annualDeductibleMinor?: bigint;
}

export interface LayerResult {
  /** Recovery of each loss, in the order they were given. */
  readonly recoveriesMinor: readonly bigint[];
  readonly totalMinor: bigint;
  readonly reinstatementPremiumMinor: bigint;
  /** What the layer can still pay this year; undefined without end. */
  readonly remainingMinor: bigint | undefined;
}

export interface ExcessOfLoss {
  readonly layers: readonly LayerResult[];
  /** Each loss less what all layers pay. */
  readonly netMinor: readonly bigint[];
}

function layerResult(losses: readonly bigint[], layer: ExcessLayer): LayerResult {
  const capacity = layer.reinstatements === undefined ? undefined : layer.limitMinor * BigInt(layer.reinstatements + 1);
  let deductibleLeft = layer.annualDeductibleMinor ?? 0n;
  let totalMinor = 0n;
  const recoveriesMinor = losses.map((loss) => {
    const toLayer = minMinor(maxMinor(0n, loss - layer.attachmentMinor), layer.limitMinor);
    const borne = minMinor(toLayer, deductibleLeft);
    deductibleLeft -= borne;
    const payable = toLayer - borne;
    const recovery = capacity === undefined ? payable : minMinor(payable, capacity - totalMinor);
    totalMinor += recovery;
    return recovery;
  });
  const reinstated =
    layer.reinstatements === undefined
      ? totalMinor
      : minMinor(totalMinor, layer.limitMinor * BigInt(layer.reinstatements));
  const rate = ratioOf(layer.reinstatementRate ?? 0, 'reinstatementRate');
  return {
    recoveriesMinor,
    totalMinor,
    reinstatementPremiumMinor: scaleMinor(
      layer.premiumMinor ?? 0n,
      multiplyRatios(rate, ratio(reinstated, layer.limitMinor)),
    ),
    remainingMinor: capacity === undefined ? undefined : capacity - totalMinor,
  };
}

/** Two layers that pay the same part of a loss would pay more than the loss. */
function refuseOverlap(layers: readonly ExcessLayer[]): void {
  layers.forEach((layer, at) => {
    const end = layer.attachmentMinor + layer.limitMinor;
    const other = layers.findIndex((b, index) => {
      return index > at && b.attachmentMinor < end && layer.attachmentMinor < b.attachmentMinor + b.limitMinor;
    });
    if (other >= 0) throw new ArgumentError('LAYERS_OVERLAP', `layers[${other}]`, `overlaps with layers[${at}]`);
  });
}

/**
 * Excess of loss by layer, losses in the order they happen. A layer pays each loss's part between attachment and
 * attachment + limit, at most limit x (1 + reinstatements) a year. Reinstatement premium = layer premium x rate x
 * reinstated amount / limit (pro rata as to amount, 100 % as to time), rounded once.
 * @throws ArgumentError `NEGATIVE_AMOUNT`, `NOT_POSITIVE`, `OUT_OF_RANGE`, `LAYERS_OVERLAP` naming loss or layer
 */
export function excessOfLoss(lossesMinor: readonly bigint[], layers: readonly ExcessLayer[]): ExcessOfLoss {
  lossesMinor.forEach((loss, at) => {
    requireNotNegative(loss, `lossesMinor[${at}]`);
  });
  layers.forEach((layer, at) => {
    requireNotNegative(layer.attachmentMinor, `layers[${at}].attachmentMinor`);
    requirePositive(layer.limitMinor, `layers[${at}].limitMinor`);
    requireNotNegative(layer.premiumMinor ?? 0n, `layers[${at}].premiumMinor`);
    requireNotNegative(layer.annualDeductibleMinor ?? 0n, `layers[${at}].annualDeductibleMinor`);
    requireRateNotNegative(layer.reinstatementRate ?? 0, `layers[${at}].reinstatementRate`);
    if (layer.reinstatements !== undefined) {
      requireWhole(layer.reinstatements, `layers[${at}].reinstatements`, { from: 0, to: 100 });
    }
  });
  refuseOverlap(layers);
  const results = layers.map((layer) => layerResult(lossesMinor, layer));
  const netMinor = lossesMinor.map((loss, at) =>
    results.reduce((net, layer) => net - (layer.recoveriesMinor[at] ?? 0n), loss),
  );
  return { layers: results, netMinor };
}

export interface CombinedProgramme {
  readonly excess: ExcessOfLoss;
  /** On the losses that the excess layers leave. */
  readonly quotaShare: QuotaShare;
  readonly cededLossMinor: bigint;
  readonly retainedLossMinor: bigint;
}

/** A programme of both kinds: excess of loss is applied before quota share. Same errors as the two. */
export function combinedProgramme(
  amounts: {
    readonly premiumMinor: bigint;
    readonly lossesMinor: readonly bigint[];
    readonly recoveryMinor?: bigint;
  },
  layers: readonly ExcessLayer[],
  terms: QuotaShareTerms,
): CombinedProgramme {
  const excess = excessOfLoss(amounts.lossesMinor, layers);
  const add = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
  const lossMinor = add(excess.netMinor);
  const share = quotaShare(
    { premiumMinor: amounts.premiumMinor, lossMinor, recoveryMinor: amounts.recoveryMinor ?? 0n },
    terms,
  );
  const cededLossMinor = add(amounts.lossesMinor) - lossMinor + share.cededLossMinor;
  return { excess, quotaShare: share, cededLossMinor, retainedLossMinor: lossMinor - share.cededLossMinor };
}
