import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { Programme, ProgrammeLender } from '../entities/index.js';
import { appendEvents, type NewEvent } from '../events/event-log.js';
import {
  type Clock,
  failure,
  invalidInput,
  invariant,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  success,
} from '../kernel/index.js';
import { type ProgrammeStatus, programmeLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { normaliseText } from '../scenarios/contract/index.js';
import type { ProgrammeCatalogue, SellableProgramme } from './programme-catalogue.js';
import { currentProducts, placed, writeProducts } from './programme-products.js';
import {
  kindsOf,
  lenderIssue,
  type NewProgramme,
  namingIssues,
  referenceIssues,
  soldVersions,
  versionIssue,
} from './programme-request.js';
import type { Viewer } from './viewer.js';

export interface ProgrammeServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: ProgrammeCatalogue;
  /** Codes of the installed scenarios. */
  readonly scenarios: readonly string[];
}

const INSERT = {
  name: 'programme.insert',
  text: `INSERT INTO programme (id, partner_id, code, name, scenario, currency, time_zone, status, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'OPEN', $8) ON CONFLICT (partner_id, code) DO NOTHING`,
};
const LOCK = {
  name: 'programme.lock',
  text: `SELECT ${selectList(Programme)} FROM programme WHERE id = $1 FOR NO KEY UPDATE`,
};
const ADD_LENDER = {
  name: 'programme.addLender',
  text: `INSERT INTO programme_lender (programme_id, partner_id, lender_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
};

type Change = Pick<NewEvent, 'kind'> &
  Partial<Pick<NewEvent, 'insurerId' | 'lenderId'>> & { readonly details?: object };

/**
 * Programmes of partners: what they sell, of whom, for which lenders, and whether at all. Quotes that were made keep the
 * version they were made with. Not responsible for product versions themselves.
 */
export class ProgrammeService {
  constructor(private readonly options: ProgrammeServiceOptions) {}

  async create(viewer: Viewer, idempotencyKey: string, input: NewProgramme): Promise<Outcome<SellableProgramme>> {
    const issues = namingIssues(input, this.options.scenarios);
    if (issues.length > 0) return failure(invalidInput(issues));
    return this.run(viewer, { idempotencyKey, operation: 'programmeCreate', input }, async (tx, id) => {
      const wrong = await referenceIssues(tx, input);
      if (wrong.length > 0) refuse(invalidInput(wrong));
      const { partner, code, name, scenario, currency, timeZone } = input;
      const values = [id, partner, code, normaliseText(name), scenario, currency, timeZone, this.options.clock.now()];
      if ((await tx.run(INSERT, values)) === 0) {
        refuse(invalidInput([issue('code', 'TAKEN', 'the partner has a programme with this code')]));
      }
      for (const lenderId of new Set(input.lenders)) {
        await tx.manager.insert(ProgrammeLender, { programmeId: id, partnerId: partner, lenderId });
      }
      const versions = await soldVersions(tx, input.productVersions);
      const products = input.productVersions.flatMap((version) => versions.get(version) ?? []);
      await writeProducts(tx, { id, partnerId: partner }, products);
      return { kind: 'programme.created' };
    });
  }

  /** Sells a published version: instead of the insurer's present one, or as another insurer's offer. */
  setProduct(
    viewer: Viewer,
    idempotencyKey: string,
    input: { readonly programme: string; readonly productVersion: string; readonly place?: number | null | undefined },
  ): Promise<Outcome<SellableProgramme>> {
    return this.change(viewer, { idempotencyKey, operation: 'programmeProductSet', input }, async (tx, programme) => {
      const version = (await soldVersions(tx, [input.productVersion])).get(input.productVersion);
      const wrong = versionIssue('productVersion', version, programme);
      if (wrong || !version) return refuse(invalidInput(wrong ? [wrong] : []));
      const change = placed(await currentProducts(tx, programme.id), version, input.place ?? undefined);
      if ('issue' in change) return refuse(invalidInput([change.issue]));
      await writeProducts(tx, programme, change.products);
      const { insurerId, id: productVersion } = version;
      return { kind: 'programme.productSet', insurerId, details: { productVersion, instead: change.instead } };
    });
  }

  /** Sells nothing of this insurer any more. */
  removeProduct(
    viewer: Viewer,
    idempotencyKey: string,
    input: { readonly programme: string; readonly insurer: string },
  ): Promise<Outcome<SellableProgramme>> {
    return this.change(
      viewer,
      { idempotencyKey, operation: 'programmeProductRemove', input },
      async (tx, programme) => {
        const products = await currentProducts(tx, programme.id);
        const kept = products.filter(({ insurerId }) => insurerId !== input.insurer);
        if (kept.length === products.length) {
          refuse(invalidInput([issue('insurer', 'NOT_IN_PROGRAMME', 'has no product in this programme')]));
        }
        await writeProducts(tx, programme, kept);
        return { kind: 'programme.productRemoved', insurerId: input.insurer };
      },
    );
  }

  addLender(
    viewer: Viewer,
    idempotencyKey: string,
    input: { readonly programme: string; readonly lender: string },
  ): Promise<Outcome<SellableProgramme>> {
    return this.change(viewer, { idempotencyKey, operation: 'programmeLenderAdd', input }, async (tx, programme) => {
      const wrong = lenderIssue('lender', (await kindsOf(tx, [input.lender])).get(input.lender));
      if (wrong) refuse(invalidInput([wrong]));
      const added = await tx.run(ADD_LENDER, [programme.id, programme.partnerId, input.lender]);
      return added === 0 ? undefined : { kind: 'programme.lenderAdded', lenderId: input.lender };
    });
  }

  /** Takes no new business, or again; offers that were made can be taken all the same. */
  move(
    viewer: Viewer,
    idempotencyKey: string,
    input: { readonly programme: string; readonly to: ProgrammeStatus; readonly reason: string },
  ): Promise<Outcome<SellableProgramme>> {
    const operation = input.to === 'OPEN' ? 'programmeResume' : 'programmeSuspend';
    const reason = input.reason.trim();
    if (reason.length < 1 || reason.length > 500) {
      return Promise.resolve(failure(invalidInput([issue('reason', 'OUT_OF_RANGE', 'must have 1 to 500 characters')])));
    }
    return this.change(viewer, { idempotencyKey, operation, input }, async (tx, programme) => {
      await transition<ProgrammeStatus>(tx, {
        machine: programmeLifecycle,
        table: 'programme',
        id: programme.id,
        to: input.to,
        cause: operation,
        at: this.options.clock.now(),
        parties: { partnerId: programme.partnerId, insurerId: null, lenderId: null },
      });
      return { kind: input.to === 'OPEN' ? 'programme.resumed' : 'programme.suspended', details: { reason } };
    });
  }

  private change(
    viewer: Viewer,
    request: Omit<Request, 'input'> & { readonly input: { readonly programme: string } },
    work: (tx: Transaction, programme: Programme) => Promise<Change | undefined>,
  ): Promise<Outcome<SellableProgramme>> {
    const { programme: id } = request.input;
    return this.run(viewer, { ...request, programme: id }, async (tx) => {
      const [programme] = await tx.rows<Programme>(LOCK, [id]);
      return programme ? work(tx, programme) : refuse(notFound('programme', id));
    });
  }

  /** One change of one programme, told as an event, and sold at once by this gateway. */
  private async run(
    viewer: Viewer,
    { idempotencyKey, operation, input, programme }: Request,
    work: (tx: Transaction, id: string) => Promise<Change | undefined>,
  ): Promise<Outcome<SellableProgramme>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const id = programme ?? newId('programme');
    const { units, catalogue } = this.options;
    const changed = await outcomeOf(() =>
      units.run(systemScope, async (tx) => {
        const claim = { tenantId: viewer.organisationId, key: key.value, operation, input };
        const first = await claimKey(tx, claim, { programme: id });
        const change = first ? undefined : await work(tx, id);
        const [row] = await tx.rows<Programme>(LOCK, [first?.programme ?? id]);
        invariant(row, 'a programme that was just written is there');
        if (change) await this.tell(tx, viewer, { row, change, operation });
        return row;
      }),
    );
    if (!changed.ok) return changed;
    catalogue.forget(changed.value.partnerId);
    const sold = await catalogue.find(changed.value.partnerId, changed.value.id);
    invariant(sold, 'a programme that was just written is sold');
    return success(sold);
  }

  private tell(
    tx: Transaction,
    viewer: Viewer,
    { row, change, operation }: { readonly row: Programme; readonly change: Change; readonly operation: string },
  ): Promise<unknown> {
    const { details, ...event } = change;
    return appendEvents(tx, [
      {
        ...event,
        ownerId: row.partnerId,
        subjectKind: 'programme',
        subjectId: row.id,
        payload: { code: row.code, status: row.status, ...details, by: viewer.keyId },
        occurredAt: this.options.clock.now(),
        cause: operation,
      },
    ]);
  }
}

interface Request {
  readonly idempotencyKey: string;
  readonly operation: string;
  readonly input: unknown;
  /** The programme that is changed; absent when one is made. */
  readonly programme?: string;
}
