import { selectList } from '../../database/columns.js';
import { checkKey, claimKey } from '../../database/idempotency.js';
import { type Transaction, tenantScope, type UnitOfWork } from '../../database/unit-of-work.js';
import { Scorecard as ScorecardRow } from '../../entities/index.js';
import { appendEvents } from '../../events/event-log.js';
import { type Scorecard, validateScorecard } from '../../finance/scorecard.js';
import {
  type Clock,
  canonicalHash,
  failure,
  invalidInput,
  invariant,
  issue,
  newId,
  type Outcome,
  outcomeOf,
  refuse,
} from '../../kernel/index.js';
import { scopeOf } from '../../partners/scope.js';
import type { Viewer } from '../../partners/viewer.js';

const READ = { name: 'scorecard.byIds', text: `SELECT ${selectList(ScorecardRow)} FROM scorecard WHERE id = ANY($1)` };
const WRITE = {
  name: 'scorecard.write',
  text: `INSERT INTO scorecard (id, insurer_id, name, version, content_hash, artefact, registered_at, registered_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (insurer_id, name, version) DO NOTHING`,
};
const page = (direction: 'ASC' | 'DESC') => ({
  name: `scorecard.page.${direction}`,
  text: `SELECT ${selectList(ScorecardRow)} FROM scorecard WHERE id > $1 AND id < $2 ORDER BY id ${direction} LIMIT $3`,
});

export interface ScorecardPage {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

/** Keeps the scorecards of insurers as they were trained. Not responsible for what they are used for. */
export class ScorecardService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** Registers an artefact of `covergraph model train`. A name and version is given once; it never changes. */
  async register(viewer: Viewer, key: string, artefact: unknown): Promise<Outcome<ScorecardRow>> {
    const checked = checkKey(key);
    if (!checked.ok) return checked;
    const issues = validateScorecard(artefact).map(({ path, code, message }) =>
      issue(path === '' ? 'artefact' : `artefact.${path}`, code, message),
    );
    if (issues.length > 0) return failure(invalidInput(issues));
    const insurerId = viewer.organisationId;
    return outcomeOf(() =>
      this.options.units.run(tenantScope(insurerId), async (tx) => {
        const id = newId('scorecard');
        const request = { tenantId: insurerId, key, operation: 'scorecardRegister', input: artefact };
        const first = await claimKey(tx, request, { scorecard: id });
        return first ? existing(tx, first.scorecard) : this.write(tx, viewer, id, artefact as Scorecard);
      }),
    );
  }

  byIds(viewer: Viewer, ids: readonly string[]): Promise<ScorecardRow[]> {
    return this.options.units.rows<ScorecardRow>(scopeOf(viewer), READ, [ids]);
  }

  page(viewer: Viewer, { above, below, direction, limit }: ScorecardPage): Promise<ScorecardRow[]> {
    const values = [above, below, limit];
    return this.options.units.rows<ScorecardRow>(scopeOf(viewer), page(direction), values);
  }

  private async write(tx: Transaction, viewer: Viewer, id: string, card: Scorecard): Promise<ScorecardRow> {
    const { organisationId: insurerId, keyId } = viewer;
    const { name, version } = card;
    const at = this.options.clock.now();
    const hash = `sha256:${canonicalHash(card)}`;
    const values = [id, insurerId, name, version, hash, JSON.stringify(card), at, keyId];
    if ((await tx.run(WRITE, values)) === 0) {
      const message = `${name} ${version} is registered already and cannot change; give it another version`;
      refuse(invalidInput([issue('artefact.version', 'VERSION_TAKEN', message)]));
    }
    await appendEvents(tx, [
      {
        ownerId: insurerId,
        kind: 'scorecard.registered',
        subjectKind: 'scorecard',
        subjectId: id,
        payload: { name, version, contentHash: hash },
        occurredAt: at,
        cause: 'scorecardRegister',
        module: 'core',
        moduleVersion: '1',
      },
    ]);
    return existing(tx, id);
  }
}

async function existing(tx: Transaction, id: string): Promise<ScorecardRow> {
  const [row] = await tx.rows<ScorecardRow>(READ, [[id]]);
  invariant(row, `scorecard ${id} was registered`);
  return row;
}
