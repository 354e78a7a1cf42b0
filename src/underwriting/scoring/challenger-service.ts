import { selectList } from '../../database/columns.js';
import { checkKey, claimKey } from '../../database/idempotency.js';
import { type Transaction, tenantScope, type UnitOfWork } from '../../database/unit-of-work.js';
import { Challenger } from '../../entities/index.js';
import { appendEvents } from '../../events/event-log.js';
import type { Scorecard } from '../../finance/scorecard.js';
import {
  type Clock,
  decimal,
  type FieldIssue,
  failure,
  invalidInput,
  invariant,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
} from '../../kernel/index.js';
import type { Viewer } from '../../partners/viewer.js';
import type { ScenarioModule } from '../../scenarios/contract/index.js';
import { featureCatalogue } from '../rules/features.js';

export interface ChallengerRequest {
  readonly productVersion: string;
  readonly scorecard: string;
  /** Decimal text, above 0 to 1. */
  readonly share: string;
}

const READ = { name: 'challenger.byId', text: `SELECT ${selectList(Challenger)} FROM challenger WHERE id = $1` };
const SUBJECTS = {
  name: 'challenger.subjects',
  text: `SELECT (SELECT p.scenario FROM product_version v JOIN product p ON p.id = v.product_id
                 WHERE v.id = $1 AND v.status = 'PUBLISHED') AS scenario,
                (SELECT artefact FROM scorecard WHERE id = $2) AS artefact`,
};
const WRITE = {
  name: 'challenger.write',
  text: `INSERT INTO challenger (id, insurer_id, product_version_id, scorecard_id, share, started_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (product_version_id, insurer_id) WHERE ended_at IS NULL DO NOTHING`,
};
const END = { name: 'challenger.end', text: 'UPDATE challenger SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL' };

/** Puts scorecards on trial beside those that decide, and ends the trials. Published product versions never change. */
export class ChallengerService {
  constructor(
    private readonly options: {
      readonly units: UnitOfWork;
      readonly clock: Clock;
      readonly scenarios: readonly ScenarioModule[];
    },
  ) {}

  async start(viewer: Viewer, key: string, request: ChallengerRequest): Promise<Outcome<Challenger>> {
    const checked = checkKey(key);
    if (!checked.ok) return checked;
    const share = decimal(request.share);
    if (share.lessThanOrEqualTo(0) || share.greaterThan(1) || share.decimalPlaces() > 6) {
      return failure(invalidInput([issue('share', 'OUT_OF_RANGE', 'must be above 0 to 1, with at most six decimals')]));
    }
    const insurerId = viewer.organisationId;
    return outcomeOf(() =>
      this.options.units.run(tenantScope(insurerId), async (tx) => {
        const id = newId('challenger');
        const claim = { tenantId: insurerId, key, operation: 'challengerStart', input: request };
        const first = await claimKey(tx, claim, { challenger: id });
        if (first) return existing(tx, first.challenger);
        const issues = await this.problems(tx, request);
        if (issues.length > 0) refuse(invalidInput(issues));
        const at = this.options.clock.now();
        const values = [id, insurerId, request.productVersion, request.scorecard, request.share, at];
        if ((await tx.run(WRITE, values)) === 0) {
          refuse(
            invalidInput([issue('productVersion', 'ALREADY_CHALLENGED', 'has a challenger; end its trial first')]),
          );
        }
        return this.told(tx, await existing(tx, id), 'challenger.started', { at, cause: 'challengerStart' });
      }),
    );
  }

  /** Repeating it is harmless. */
  async end(viewer: Viewer, challengerId: string): Promise<Outcome<Challenger>> {
    return outcomeOf(() =>
      this.options.units.run(tenantScope(viewer.organisationId), async (tx) => {
        const at = this.options.clock.now();
        const hasEnded = (await tx.run(END, [challengerId, at])) === 1;
        const [row] = await tx.rows<Challenger>(READ, [challengerId]);
        if (!row) return refuse(notFound('challenger', challengerId));
        return hasEnded ? this.told(tx, row, 'challenger.ended', { at, cause: 'challengerEnd' }) : row;
      }),
    );
  }

  private async problems(tx: Transaction, { productVersion, scorecard }: ChallengerRequest): Promise<FieldIssue[]> {
    type Subjects = { readonly scenario: string | null; readonly artefact: Scorecard | null };
    const [found] = await tx.rows<Subjects>(SUBJECTS, [productVersion, scorecard]);
    const { scenario, artefact } = found ?? { scenario: null, artefact: null };
    const module = this.options.scenarios.find(({ code }) => code === scenario);
    const issues: FieldIssue[] = [];
    if (!scenario) issues.push(issue('productVersion', 'UNKNOWN_PRODUCT_VERSION', 'is no published version of yours'));
    if (!artefact) issues.push(issue('scorecard', 'UNKNOWN_SCORECARD', 'is no scorecard of yours'));
    return module && artefact ? [...issues, ...unknownFeatures(artefact, module)] : issues;
  }

  private async told(tx: Transaction, row: Challenger, kind: string, { at, cause }: { at: Date; cause: string }) {
    const { id, insurerId, productVersionId, scorecardId, share } = row;
    await appendEvents(tx, [
      {
        ownerId: insurerId,
        kind,
        subjectKind: 'challenger',
        subjectId: id,
        payload: { productVersionId, scorecardId, share },
        occurredAt: at,
        cause,
        module: 'core',
        moduleVersion: '1',
      },
    ]);
    return row;
  }
}

/** A card whose features a scenario does not have would only ever see missing values. */
function unknownFeatures({ characteristics }: Scorecard, module: ScenarioModule): FieldIssue[] {
  const { kinds, isComplete } = featureCatalogue(module);
  const strangers = isComplete ? characteristics.filter(({ feature }) => !(feature in kinds)) : [];
  return strangers.map(({ feature }) =>
    issue('scorecard', 'UNKNOWN_FEATURE', `names ${feature}, which no quote of ${module.code} has`),
  );
}

async function existing(tx: Transaction, id: string): Promise<Challenger> {
  const [row] = await tx.rows<Challenger>(READ, [id]);
  invariant(row, `challenger ${id} was started`);
  return row;
}
