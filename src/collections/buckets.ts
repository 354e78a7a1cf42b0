/** Delinquency buckets by days past due, as the trade reports them. */
export type DelinquencyBucket = 'CURRENT' | 'DPD_1_29' | 'DPD_30_59' | 'DPD_60_89' | 'DPD_90_PLUS';

/** @param daysPastDue days since the oldest unpaid due date, zero or more */
export function bucketOf(daysPastDue: number): DelinquencyBucket {
  if (daysPastDue <= 0) return 'CURRENT';
  if (daysPastDue < 30) return 'DPD_1_29';
  if (daysPastDue < 60) return 'DPD_30_59';
  return daysPastDue < 90 ? 'DPD_60_89' : 'DPD_90_PLUS';
}
