import { checkKey, claimKey } from '../database/idempotency.js';
import type { Transaction, UnitOfWork } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import {
  type CalendarDate,
  type Clock,
  type CurrencyCode,
  type FieldIssue,
  formatMinor,
  invalidInput,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  today,
} from '../kernel/index.js';
import {
  type LinePage,
  type StatementLine,
  type StatementQuery,
  type StatementTotals,
  statementLines,
  statementTotals,
} from '../ledger/statement.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import {
  areInBusiness,
  countLines,
  latestStatement,
  linesOfStatement,
  lockPair,
  readStatement,
  type StatementFilter,
  type StatementRow,
  statementPage,
  statementsByIds,
  storeStatement,
} from './statement-rows.js';

/** A longer period is asked for in parts. */
export const MAX_STATEMENT_LINES = 50_000;

const DEADLINE_MS = 60_000;
// A statement looks at everything the pair ever booked.
const TAKE_TIME = { name: 'statement.takeTime', text: `SELECT set_config('statement_timeout', '60s', true)` };

export const periodIssues = ({ from, to }: { readonly from: CalendarDate; readonly to: CalendarDate }): FieldIssue[] =>
  from > to ? [issue('from', 'DATE_ORDER', 'must not be after the last day')] : [];

/** Another's statement answers like one between organisations that do not exist, or have nothing to do with each other. */
async function requireParty(tx: Transaction, viewer: Viewer, query: StatementQuery): Promise<void> {
  const { insurerId, partnerId } = query;
  const isParty = viewer.role === 'OPERATOR' || [insurerId, partnerId].includes(viewer.organisationId);
  if (isParty && (await areInBusiness(tx, query))) return;
  refuse(notFound('organisation', viewer.organisationId === partnerId ? insurerId : partnerId));
}

/**
 * Statements between an insurer and a partner: looked at, or stored in versions. Not responsible for their files, which
 * are made outside the request.
 */
export class StatementService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** What a statement would say now; nothing is written. */
  preview(viewer: Viewer, query: StatementQuery): Promise<Outcome<StatementTotals>> {
    return outcomeOf(() => {
      const issues = periodIssues(query);
      if (issues.length > 0) refuse(invalidInput(issues));
      return this.read(viewer, async (tx) => {
        await requireParty(tx, viewer, query);
        return statementTotals(tx, query);
      });
    });
  }

  /** The lines of a preview that was not refused. */
  previewLines(viewer: Viewer, query: StatementQuery, keys: LinePage): Promise<StatementLine[]> {
    return this.read(viewer, (tx) => statementLines(tx, query, keys));
  }

  /**
   * Stores the statement of a period as it is now. When one is stored and nothing was booked since that one is answered,
   * otherwise the new one is its next version.
   */
  create(viewer: Viewer, key: string, query: StatementQuery): Promise<Outcome<StatementRow>> {
    const { units, clock } = this.options;
    return outcomeOf(async () => {
      const checked = checkKey(key);
      if (!checked.ok) refuse(checked.error);
      const issues = periodIssues(query);
      if (query.to > today(clock, 'UTC')) issues.push(issue('to', 'DATE_IN_FUTURE', 'must not be in the future'));
      if (issues.length > 0) refuse(invalidInput(issues));
      return units.run(
        scopeOf(viewer),
        async (tx) => {
          await tx.rows(TAKE_TIME);
          await requireParty(tx, viewer, query);
          await lockPair(tx, query);
          const latest = await latestStatement(tx, query);
          const isSame = latest && latest.entryCount === (await statementTotals(tx, query)).entryCount;
          const id = isSame ? latest.id : (newId('statement') as string);
          const tenantId = viewer.organisationId;
          const first = await claimKey(tx, { tenantId, key, operation: 'statementCreate', input: query }, { id });
          if (first) return readStatement(tx, first.id);
          if (!isSame) await this.store(tx, viewer, query, { id, latest });
          return readStatement(tx, id);
        },
        { deadlineMs: DEADLINE_MS },
      );
    });
  }

  byIds(viewer: Viewer, ids: readonly string[]): Promise<StatementRow[]> {
    return this.read(viewer, (tx) => statementsByIds(tx, ids));
  }

  page(viewer: Viewer, filter: StatementFilter, keys: LinePage): Promise<StatementRow[]> {
    return this.read(viewer, (tx) => statementPage(tx, filter, keys));
  }

  /** The lines of a stored statement, in the order their journals were recorded. */
  lines(viewer: Viewer, id: string, keys: LinePage): Promise<StatementLine[]> {
    return this.read(viewer, (tx) => linesOfStatement(tx, id, keys));
  }

  private async store(
    tx: Transaction,
    viewer: Viewer,
    query: StatementQuery,
    { id, latest }: { readonly id: string; readonly latest: { id: string; version: number } | undefined },
  ): Promise<void> {
    if ((await countLines(tx, query, MAX_STATEMENT_LINES + 1)) > MAX_STATEMENT_LINES) {
      const message = `has more than ${MAX_STATEMENT_LINES} lines in the period; ask for a shorter one`;
      refuse(invalidInput([issue('to', 'TOO_MANY_LINES', message)]));
    }
    const at = this.options.clock.now();
    const version = (latest?.version ?? 0) + 1;
    const requestedBy = viewer.organisationId;
    await storeStatement(tx, query, { id, version, supersedes: latest?.id ?? null, requestedBy, at });
    const { closingMinor } = await readStatement(tx, id);
    const { insurerId, partnerId, currency, from, to } = query;
    const closing = formatMinor(closingMinor, currency as CurrencyCode);
    await appendEvents(tx, [
      {
        kind: 'statement.created',
        ownerId: partnerId,
        insurerId,
        subjectKind: 'statement',
        subjectId: id,
        payload: { currency, from, to, version, closing },
        occurredAt: at,
        cause: 'statementCreate',
      },
    ]);
  }

  private read<T>(viewer: Viewer, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const patiently = async (tx: Transaction): Promise<T> => {
      await tx.rows(TAKE_TIME);
      return work(tx);
    };
    return this.options.units.run(scopeOf(viewer), patiently, { readOnly: true, deadlineMs: DEADLINE_MS });
  }
}
