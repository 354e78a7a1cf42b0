import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import type { Clock } from '../kernel/index.js';

const READ = { name: 'clock.read', text: 'SELECT offset_ms AS "offsetMs" FROM business_clock' };
const BEGIN = { name: 'clock.begin', text: 'UPDATE business_clock SET offset_ms = $1' };
// Another gateway may be moving it too: whoever is behind catches up, and nobody goes back.
const MOVE = {
  name: 'clock.move',
  text: 'UPDATE business_clock SET offset_ms = greatest(offset_ms, $1) RETURNING offset_ms AS "offsetMs"',
};

/**
 * Business time that runs like real time, apart from it by where the sandbox began and how far it was advanced. The
 * difference is kept in the database, so that a restart goes on where it was.
 */
export class SimulatedClock implements Clock {
  /** Undefined until it was loaded. */
  private offsetMs: number | undefined;

  /** @param base what runs underneath: real time, or a fixed instant in tests */
  constructor(
    private readonly units: UnitOfWork,
    private readonly base: Clock,
  ) {}

  now(): Date {
    return new Date(this.base.now().getTime() + (this.offsetMs ?? 0));
  }

  /** Takes the difference that the database holds. */
  async load(): Promise<void> {
    const [row] = await this.units.rows<{ offsetMs: bigint }>(systemScope, READ);
    // An answer that was on its way while this gateway moved the clock must not move it back.
    const offsetMs = Number(row?.offsetMs ?? 0n);
    this.offsetMs = Math.max(this.offsetMs ?? offsetMs, offsetMs);
  }

  /** Sets business time, once, in the transaction that makes a new sandbox; `load` when it is committed. */
  async begin(tx: Transaction, at: Date): Promise<void> {
    await tx.run(BEGIN, [this.offsetTo(at)]);
  }

  /** Moves business time forward to `at`; when it is there already, nothing moves. */
  async advanceTo(at: Date): Promise<void> {
    const [row] = await this.units.run(systemScope, (tx) => tx.rows<{ offsetMs: bigint }>(MOVE, [this.offsetTo(at)]));
    this.offsetMs = Number(row?.offsetMs ?? 0n);
  }

  /** Goes where other gateways move the clock of the same sandbox. Returns how to stop that. */
  follow(everyMs: number, onError: (error: unknown) => void): () => void {
    let isLoading = false;
    const timer = setInterval(() => {
      if (isLoading) return;
      isLoading = true;
      this.load()
        .catch(onError)
        .finally(() => {
          isLoading = false;
        });
    }, everyMs);
    timer.unref();
    return () => clearInterval(timer);
  }

  private offsetTo(at: Date): number {
    return Math.ceil(at.getTime() - this.base.now().getTime());
  }
}
