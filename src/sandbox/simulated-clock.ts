import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Clock } from '../kernel/index.js';

const READ = { name: 'clock.read', text: 'SELECT offset_ms AS "offsetMs" FROM business_clock' };
const MOVE = {
  name: 'clock.move',
  text: 'UPDATE business_clock SET offset_ms = offset_ms + $1 RETURNING offset_ms AS "offsetMs"',
};

/**
 * Business time that runs like real time, apart from it by where the sandbox began and how far it was advanced. The
 * difference is kept in the database, so that a restart goes on where it was.
 */
export class SimulatedClock implements Clock {
  private offsetMs = 0;

  /** @param base what runs underneath: real time, or a fixed instant in tests */
  constructor(
    private readonly units: UnitOfWork,
    private readonly base: Clock,
  ) {}

  now(): Date {
    return new Date(this.base.now().getTime() + this.offsetMs);
  }

  /** Takes the difference that the database holds. */
  async load(): Promise<void> {
    const [row] = await this.units.run(systemScope, (tx) => tx.rows<{ offsetMs: bigint }>(READ), { readOnly: true });
    this.offsetMs = Number(row?.offsetMs ?? 0n);
  }

  /** Sets business time, once, when a new sandbox begins. */
  async begin(at: Date): Promise<void> {
    await this.move(at.getTime() - this.now().getTime());
  }

  /** Moves business time forward, never back. @param byMs milliseconds, zero or more */
  async advance(byMs: number): Promise<void> {
    await this.move(Math.max(0, byMs));
  }

  private async move(byMs: number): Promise<void> {
    const [row] = await this.units.run(systemScope, (tx) => tx.rows<{ offsetMs: bigint }>(MOVE, [Math.ceil(byMs)]));
    this.offsetMs = Number(row?.offsetMs ?? 0n);
  }
}
