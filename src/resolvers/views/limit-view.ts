import type { Exposure, LimitChange } from '../../entities/index.js';
import type { CountedParts } from '../../exposure/capacity.js';
import type { LimitDimension } from '../../exposure/limit.js';
import type { LimitWithUse, SubjectTotal } from '../../exposure/limit-reader.js';
import { DIMENSION_WORDS } from '../../exposure/limit-request.js';
import { moneyView } from './money-view.js';

const inWords = ({ dimension, measure, windowDays, basis, obligorKind, currency }: LimitWithUse): string => {
  const what =
    measure === 'COUNT'
      ? 'Number of new covers'
      : measure === 'VOLUME'
        ? `New business in ${currency}`
        : `Exposure in ${currency}`;
  const parts = [
    `${what}: ${DIMENSION_WORDS[dimension as LimitDimension]}`,
    ...(obligorKind === 'ANY' ? [] : [obligorKind === 'PERSON' ? 'natural persons' : 'legal persons']),
    ...(basis === 'RETAINED' ? ['net of quota share'] : []),
    ...(windowDays > 0 ? [`within ${windowDays} days`] : []),
  ];
  return parts.join(', ');
};

export function limitView(limit: LimitWithUse) {
  const isCount = limit.measure === 'COUNT';
  const usedMinor = limit.measure === 'BALANCE' ? limit.reservedMinor + limit.utilisedMinor : limit.volumeMinor;
  const money = (minor: bigint) => (isCount ? null : moneyView(minor, limit.currency));
  const free = limit.capMinor - usedMinor;
  return {
    __typename: 'Limit',
    id: limit.id,
    insurerId: limit.insurerId,
    measureOf: limit.measure,
    currencyOf: limit.currency,
    name: inWords(limit),
    dimension: limit.dimension,
    subject: limit.subject,
    measure: limit.measure,
    windowDays: limit.windowDays,
    basis: limit.basis,
    obligorKind: limit.obligorKind,
    countsOtherCurrencies: limit.converts,
    rule: limit.rule === '' ? null : limit.rule,
    cap: money(limit.capMinor),
    reserved: money(limit.reservedMinor),
    utilised: money(limit.utilisedMinor),
    used: money(usedMinor),
    available: money(free > 0n ? free : 0n),
    capCount: isCount ? Number(limit.capMinor) : null,
    usedCount: isCount ? Number(usedMinor) : null,
    isExceeded: free < 0n,
    isComplete: limit.countedAfter === null,
  };
}

export type LimitView = ReturnType<typeof limitView>;

export function limitChangeView(change: LimitChange, { measureOf, currencyOf }: LimitView) {
  const isCount = measureOf === 'COUNT';
  return {
    revision: change.revision,
    cap: isCount ? null : moneyView(change.capMinor, currencyOf),
    capCount: isCount ? Number(change.capMinor) : null,
    used: isCount ? null : moneyView(change.usedMinor, currencyOf),
    reason: change.reason,
    changedBy: change.changedBy,
    changedAt: change.changedAt,
  };
}

export const exposureView = (exposure: Exposure) => ({
  id: exposure.id,
  state: exposure.state,
  amount: moneyView(exposure.amountMinor, exposure.currency),
  policyId: exposure.policyId,
  insurerId: exposure.insurerId,
  limitIds: exposure.limitIds,
  counted: Object.entries((exposure.counted as CountedParts | null) ?? {}).map(([limit, part]) => ({
    limit,
    countedMinor: part.minor,
    factor: part.factor ?? null,
    rateVersion: part.rateVersion ?? null,
  })),
  changedAt: exposure.changedAt,
});

export const exposureTotalView = (currency: string) => (total: SubjectTotal) => ({
  subject: total.subject,
  reserved: moneyView(total.reservedMinor, currency),
  utilised: moneyView(total.utilisedMinor, currency),
  count: total.count,
});
