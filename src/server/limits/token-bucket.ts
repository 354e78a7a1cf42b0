import type { RateLimit } from '../../config.js';

interface Bucket {
  points: number;
  atMs: number;
}

/** 0 when the points were taken, else the time in milliseconds until they would be there. */
export type WaitMs = number;

/**
 * One bucket of points a key, refilled at a steady rate, in the memory of this process. A bucket that is full again is
 * as good as none, so the oldest ones are dropped first when there are more than `maximumBuckets`.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly limit: RateLimit,
    private readonly nowMs: () => number = () => performance.now(),
    private readonly maximumBuckets = 10_000,
  ) {}

  /** Takes `points` or nothing. More points than a full bucket holds are taken as a full bucket. */
  take(key: string, points: number): WaitMs {
    const { perSecond, burst } = this.limit;
    const nowMs = this.nowMs();
    const bucket = this.buckets.get(key) ?? this.open(key, nowMs);
    bucket.points = Math.min(burst, bucket.points + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    const wanted = Math.min(points, burst);
    if (bucket.points < wanted) return ((wanted - bucket.points) / perSecond) * 1000;
    bucket.points -= wanted;
    return 0;
  }

  private open(key: string, nowMs: number): Bucket {
    if (this.buckets.size >= this.maximumBuckets) this.dropOne(nowMs);
    const bucket = { points: this.limit.burst, atMs: nowMs };
    this.buckets.set(key, bucket);
    return bucket;
  }

  // Looks at a few of the oldest buckets for a full one, else drops the oldest: bounded work a request.
  private dropOne(nowMs: number): void {
    const fillMs = (this.limit.burst / this.limit.perSecond) * 1000;
    let oldest: string | undefined;
    let looked = 0;
    for (const [key, bucket] of this.buckets) {
      oldest ??= key;
      if (nowMs - bucket.atMs >= fillMs) {
        this.buckets.delete(key);
        return;
      }
      looked += 1;
      if (looked === 16) break;
    }
    if (oldest !== undefined) this.buckets.delete(oldest);
  }
}
