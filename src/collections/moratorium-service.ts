import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Moratorium } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import {
  invariant,
  isId,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  type Previewed,
  refuse,
  requireToken,
  today,
  withToken,
} from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import type { LapseOptions } from '../policies/lapse-service.js';
import type { KeysetPage } from './collection-reader.js';
import type { CollectionCommand } from './collection-recorder.js';
import { effectsOf, type MoratoriumEffects } from './moratorium-effects.js';
import { type MoratoriumTotals, totalsOf } from './moratorium-preview.js';
import { type AskedMoratorium, type MoratoriumInput, readRequest } from './moratorium-request.js';
import {
  type MoratoriumProgress,
  type MoratoriumRefusal,
  progressOf,
  type ReachedBook,
  reachedBook,
  readMoratorium,
  refusalsOf,
} from './moratorium-rows.js';
import type { MoratoriumSweep } from './moratorium-sweep.js';

export interface MoratoriumServiceOptions extends LapseOptions {
  readonly sweep: MoratoriumSweep;
}

/** What a moratorium would reach in all, and what its order would do at once. */
export interface MoratoriumPreview extends MoratoriumTotals {
  readonly atOnce: MoratoriumEffects;
}

export interface MoratoriumOrder extends MoratoriumInput {
  /** Of a preview whose figures must still hold. */
  readonly token: string | null;
}

/** What a token stands for: who is meant, what is ordered, what that does at once, and every policy that it reaches. */
interface Standing {
  readonly asked: AskedMoratorium;
  readonly ordered: Omit<MoratoriumInput, 'note'>;
  readonly book: ReachedBook;
  readonly atOnce: MoratoriumEffects;
}

// Sums over whole books, and two hundred policies computed.
const DEADLINE_MS = 30_000;
const TAKE_TIME = { name: 'moratorium.takeTime', text: `SELECT set_config('statement_timeout', '30s', true)` };

const INSERT = {
  name: 'moratorium.insert',
  text: `INSERT INTO moratorium (id, owner_id, programme_id, partner_id, lender_id, insurer_id, reason, held_from, held_until,
           postpone_months, is_interest_charged, note, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
};
const LIFT = {
  name: 'moratorium.lift',
  text: 'UPDATE moratorium SET lifted_on = $2 WHERE id = $1 AND owner_id = $3 AND lifted_on IS NULL',
};
const pageOf = (direction: 'ASC' | 'DESC') => ({
  name: `moratorium.page.${direction}`,
  text: `SELECT ${selectList(Moratorium)} FROM moratorium WHERE id > $1 AND id < $2 ORDER BY id ${direction} LIMIT $3`,
});
const PAGE = { ASC: pageOf('ASC'), DESC: pageOf('DESC') } as const;

/**
 * Moratoria: one hold on every policy of a programme or a lender, and on those that come into force meanwhile; a payment
 * holiday postpones their instalments as well. Orders, previews and lifts them; the sweep applies them policy by policy.
 */
export class MoratoriumService {
  constructor(private readonly options: MoratoriumServiceOptions) {}

  /** What it would reach and do now; nothing is written. */
  preview(viewer: Viewer, input: MoratoriumInput): Promise<Outcome<Previewed<MoratoriumPreview>>> {
    const { units, clock, catalogue } = this.options;
    const work = async (tx: Transaction) => {
      await tx.rows(TAKE_TIME);
      const asked = await readRequest(tx, viewer, { input, on: today(clock, 'UTC') });
      // Before anything of a policy is read, which acts for its other parties too.
      const totals = await totalsOf(tx, asked, {
        input,
        at: clock.now(),
        terms: (version) => catalogue.terms(version),
      });
      const standing = await this.standing(tx, viewer, { asked, input });
      return { ...totals, atOnce: standing.atOnce, token: withToken(standing).token };
    };
    return outcomeOf(() => units.run(scopeOf(viewer), work, { readOnly: true, deadlineMs: DEADLINE_MS }));
  }

  /** Orders it, once however often the request is repeated, and applies it to the first policies at once. */
  async order(
    { viewer, idempotencyKey }: CollectionCommand,
    { token, ...input }: MoratoriumOrder,
  ): Promise<Outcome<Moratorium>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const { units, clock, sweep } = this.options;
    const operation = 'moratoriumOrder';
    // Without a token it is still the request that it was before there were any.
    const keyed = token === null ? input : { ...input, token };
    const work = async (tx: Transaction): Promise<Moratorium> => {
      const id: string = newId('moratorium');
      const request = { tenantId: viewer.organisationId, key: idempotencyKey, operation, input: keyed };
      const first = await claimKey(tx, request, { id });
      if (first) return this.mustRead(tx, first.id);
      const at = clock.now();
      const asked = await readRequest(tx, viewer, { input, on: today(clock, 'UTC') });
      if (token !== null) {
        await tx.rows(TAKE_TIME);
        requireToken(token, await this.standing(tx, viewer, { asked, input }));
      }
      const { reason, from, until, postponeMonths, isInterestCharged, note } = input;
      const { programmeId, partnerId, lenderId, insurerId } = asked;
      const holiday = [postponeMonths, isInterestCharged, note, at];
      const parties = [viewer.organisationId, programmeId, partnerId, lenderId, insurerId];
      await tx.run(INSERT, [id, ...parties, reason, from, until, ...holiday]);
      const moratorium = await this.mustRead(tx, id);
      await this.tell(tx, moratorium, 'moratorium.ordered', { at, cause: operation });
      return moratorium;
    };
    const ordered = await outcomeOf(() => units.run(scopeOf(viewer), work, { deadlineMs: DEADLINE_MS }));
    // It is ordered by now: whom this does not reach, the sweep does, and tells of what fails.
    if (ordered.ok) await sweep.applyOne(ordered.value);
    return ordered;
  }

  /** Ends it before its last day; by the organisation that ordered it. Postponed instalments stay postponed. */
  async lift(
    { viewer, idempotencyKey }: CollectionCommand,
    { moratorium: id }: { readonly moratorium: string },
  ): Promise<Outcome<Moratorium>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const { units, clock, sweep } = this.options;
    const operation = 'moratoriumLift';
    const lifted = await outcomeOf(() =>
      units.run(scopeOf(viewer), async (tx) => {
        const known = isId('moratorium', id) ? await readMoratorium(tx, id) : undefined;
        if (!known) return refuse(notFound('moratorium', id));
        const request = { tenantId: viewer.organisationId, key: idempotencyKey, operation, input: { moratorium: id } };
        // Told twice at once, the second waited here: what it read before is not what it answers.
        if (await claimKey(tx, request, { id })) return this.mustRead(tx, id);
        const at = clock.now();
        if ((await tx.run(LIFT, [id, today(clock, 'UTC'), viewer.organisationId])) === 0) {
          const isOwn = known.orderedBy === viewer.organisationId;
          const message = isOwn
            ? 'It was lifted already.'
            : 'Only the organisation that ordered a moratorium lifts it.';
          return refuse({ problem: 'StateConflict', message, from: isOwn ? 'LIFTED' : 'ORDERED', to: 'LIFTED' });
        }
        const moratorium = await this.mustRead(tx, id);
        await this.tell(tx, moratorium, 'moratorium.lifted', { at, cause: operation });
        return moratorium;
      }),
    );
    if (lifted.ok) await sweep.liftOne(lifted.value);
    return lifted;
  }

  page(viewer: Viewer, { above, below, direction, limit }: KeysetPage): Promise<Moratorium[]> {
    const { units } = this.options;
    return units.rows<Moratorium>(scopeOf(viewer), PAGE[direction], [above, below, limit]);
  }

  byId(viewer: Viewer, id: string): Promise<Moratorium | undefined> {
    return this.options.units.run(scopeOf(viewer), (tx) => readMoratorium(tx, id), { readOnly: true });
  }

  /** How far each is, of what the viewer sees. */
  progress(viewer: Viewer, ids: readonly string[]): Promise<MoratoriumProgress[]> {
    const { units, clock } = this.options;
    return units.run(scopeOf(viewer), (tx) => progressOf(tx, ids, clock.now()), { readOnly: true });
  }

  /** The first 100 of each. */
  refusals(viewer: Viewer, ids: readonly string[]): Promise<MoratoriumRefusal[]> {
    return this.options.units.run(scopeOf(viewer), (tx) => refusalsOf(tx, ids), { readOnly: true });
  }

  private async standing(
    tx: Transaction,
    viewer: Viewer,
    { asked, input }: { readonly asked: AskedMoratorium; readonly input: MoratoriumInput },
  ): Promise<Standing> {
    const { clock, catalogue, scenarios } = this.options;
    const setting = { clock, catalogue, scenarios, input, by: viewer.organisationId };
    const { note: _, ...ordered } = input;
    // Before the effects, which act for other parties of the policies too.
    const book = await reachedBook(tx, asked, clock.now());
    return { asked, ordered, book, atOnce: await effectsOf(tx, asked, setting) };
  }

  private async mustRead(tx: Transaction, id: string): Promise<Moratorium> {
    const moratorium = await readMoratorium(tx, id);
    invariant(moratorium, `moratorium ${id} was written`);
    return moratorium;
  }

  private async tell(
    tx: Transaction,
    { id, orderedBy, partnerId, lenderId, insurerId, ...rest }: Moratorium,
    kind: string,
    { at, cause }: { readonly at: Date; readonly cause: string },
  ): Promise<void> {
    const { reason, heldFrom: from, heldUntil: until, postponeMonths, liftedOn, programmeId: programme } = rest;
    const payload = { programme, lender: lenderId, reason, from, until, postponeMonths, liftedOn };
    const owner = { ownerId: partnerId ?? orderedBy, insurerId, lenderId };
    await appendEvents(tx, [
      { ...owner, kind, subjectKind: 'moratorium', subjectId: id, payload, occurredAt: at, cause },
    ]);
  }
}
