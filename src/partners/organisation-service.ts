import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import { Organisation } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { type Clock, failure, invalidInput, invariant, newId, type Outcome, outcomeOf } from '../kernel/index.js';
import { type OrganisationDetails, readOrganisationDetails } from './organisation-request.js';
import type { OrganisationKind, Viewer } from './viewer.js';

const BY_ID = {
  name: 'organisation.byId',
  text: `SELECT ${selectList(Organisation)} FROM organisation WHERE id = $1`,
};
const PAGE = { ASC: page('ASC'), DESC: page('DESC') };

function page(direction: 'ASC' | 'DESC') {
  return {
    name: `organisation.page.${direction}`,
    text: `SELECT ${selectList(Organisation)} FROM organisation
           WHERE id > $1 AND id < $2 AND ($4::text IS NULL OR kind = $4) ORDER BY id ${direction} LIMIT $3`,
  };
}

export interface OrganisationQuery {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  readonly kind?: OrganisationKind | null | undefined;
}

/** Partners, lenders and insurers of an installation, made by its operator. Not responsible for their keys. */
export class OrganisationService {
  constructor(
    private readonly units: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async create(viewer: Viewer, idempotencyKey: string, input: OrganisationDetails): Promise<Outcome<Organisation>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const details = readOrganisationDetails(input);
    if (!details.ok) return failure(invalidInput(details.error));
    return outcomeOf(() =>
      this.units.run(systemScope, async (tx) => {
        const id = newId('organisation');
        const claim = { tenantId: viewer.organisationId, key: key.value, operation: 'organisationCreate', input };
        const first = await claimKey(tx, claim, { organisation: id });
        if (!first) {
          const at = this.clock.now();
          await tx.manager.insert(Organisation, { id, ...details.value, createdAt: at });
          await appendEvents(tx, [
            {
              kind: 'organisation.created',
              ownerId: viewer.organisationId,
              subjectKind: 'organisation',
              subjectId: id,
              payload: { kind: input.kind, by: viewer.keyId },
              occurredAt: at,
              cause: 'organisationCreate',
            },
          ]);
        }
        const [organisation] = await tx.rows<Organisation>(BY_ID, [first?.organisation ?? id]);
        invariant(organisation, 'an organisation that was just made is there');
        return organisation;
      }),
    );
  }

  page({ above, below, direction, limit, kind }: OrganisationQuery): Promise<Organisation[]> {
    const values = [above, below, limit, kind ?? null];
    return this.units.rows<Organisation>(systemScope, PAGE[direction], values);
  }
}
