import { selectList } from '../../database/columns.js';
import { checkKey, claimKey } from '../../database/idempotency.js';
import { systemScope, type Transaction, type UnitOfWork } from '../../database/unit-of-work.js';
import { ExchangeRate, InsurerFigures } from '../../entities/index.js';
import { appendEvents } from '../../events/event-log.js';
import {
  type CalendarDate,
  type Clock,
  type FieldIssue,
  failure,
  invalidInput,
  invariant,
  isCurrencyCode,
  issue,
  type Money,
  type Outcome,
  outcomeOf,
  today,
} from '../../kernel/index.js';
import { scopeOf } from '../../partners/scope.js';
import type { Viewer } from '../../partners/viewer.js';
import { cessionsInForce, statedRates } from '../capacity-store.js';
import { countUncounted } from '../limit-attachment.js';
import { fenceOff } from '../limit-service.js';
import { mustBeInsurer } from '../limit-subject.js';
import { deriveLimits } from './rule-limits.js';
import type { RulePack } from './rule-pack.js';

const OF_INSURER = {
  name: 'figures.ofInsurer',
  text: `SELECT ${selectList(InsurerFigures)} FROM insurer_figures WHERE insurer_id = $1 ORDER BY version DESC LIMIT 100`,
};
const INSERT = {
  name: 'figures.insert',
  text: `INSERT INTO insurer_figures (insurer_id, version, effective_on, currency, net_assets_minor, is_specialist,
           inclusive_share, source, stated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};
const RATES = {
  name: 'rate.ofInsurer',
  text: `SELECT ${selectList(ExchangeRate)} FROM exchange_rate WHERE insurer_id = $1
         ORDER BY from_currency, to_currency, version DESC LIMIT 500`,
};
const INSERT_RATE = {
  name: 'rate.insert',
  text: `INSERT INTO exchange_rate (insurer_id, from_currency, to_currency, version, rate, source, stated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
};
const DEADLINE_MS = 60_000;
const PATIENCE_MS = 10_000;
const FRACTION = /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/;
const RATE = /^(?=.*[1-9])\d{1,9}(\.\d{1,15})?$/;

export interface FiguresRequest {
  readonly insurer: string | null;
  readonly effectiveOn: CalendarDate;
  readonly netAssets: Money;
  readonly isSpecialist: boolean;
  readonly inclusiveShare: string;
  readonly source: string;
}

export interface RateRequest {
  readonly insurer: string | null;
  readonly from: string;
  readonly to: string;
  readonly rate: string;
  readonly source: string;
}

interface Statement {
  readonly key: string;
  readonly operation: 'insurerFiguresSet' | 'exchangeRateSet';
  readonly insurerId: string;
  readonly input: unknown;
}

interface Stated {
  readonly kind: 'insurerFigures.stated' | 'exchangeRate.stated';
  readonly insurerId: string;
  readonly at: Date;
  readonly cause: Statement['operation'];
  readonly payload: object;
}

/** To the insurer, and the operator, who sees everything. */
const tell = (tx: Transaction, { insurerId, at, ...event }: Stated): Promise<unknown> =>
  appendEvents(tx, [
    { ...event, ownerId: insurerId, insurerId, subjectKind: 'organisation', subjectId: insurerId, occurredAt: at },
  ]);

const sourceIssues = (source: string): FieldIssue[] =>
  source.trim().length < 1 || source.length > 500
    ? [issue('source', 'OUT_OF_RANGE', 'must have 1 to 500 characters')]
    : [];

/** Keeps what insurers state about themselves, version by version; limits of rules follow. */
export class FiguresService {
  constructor(
    private readonly options: {
      readonly units: UnitOfWork;
      readonly clock: Clock;
      readonly packs: readonly RulePack[];
      /** Goes on counting in a limit, for some time at most. */
      readonly counting: { finish(limitId: string, forMs: number): Promise<void> };
    },
  ) {}

  /** Limits of rules follow at once, or on the day the figures take effect. */
  async state(viewer: Viewer, key: string, request: FiguresRequest): Promise<Outcome<InsurerFigures>> {
    const { effectiveOn, netAssets, isSpecialist, inclusiveShare, source } = request;
    const issues = [
      ...sourceIssues(source),
      ...(netAssets.minor < 0n ? [issue('netAssets.amount', 'OUT_OF_RANGE', 'must be zero or more')] : []),
      ...(FRACTION.test(inclusiveShare)
        ? []
        : [issue('inclusiveShare', 'OUT_OF_RANGE', 'must be a fraction from 0 to 1')]),
    ];
    const input = { ...request, netAssets: { minor: String(netAssets.minor), in: netAssets.currency } };
    const statement = { key, operation: 'insurerFiguresSet', input } as const;
    return this.stated(
      viewer,
      { ...statement, insurer: request.insurer, issues },
      async (tx, { insurerId, at, claim }) => {
        const known = await tx.rows<InsurerFigures>(OF_INSURER, [insurerId]);
        const version = await claim((known[0]?.version ?? 0) + 1);
        if (version.isNew) {
          const { currency, minor } = netAssets;
          const figures = [effectiveOn, currency, String(minor), isSpecialist, inclusiveShare, source.trim(), at];
          await tx.run(INSERT, [insurerId, version.number, ...figures]);
          const { clock, packs } = this.options;
          await deriveLimits(tx, { packs, insurerId, by: viewer.organisationId, day: today(clock, 'UTC'), at });
          const netAssetsMinor = String(minor);
          const details = {
            effectiveOn,
            currency,
            netAssetsMinor,
            isSpecialist,
            inclusiveShare,
            source: source.trim(),
          };
          const payload = { version: version.number, ...details, by: viewer.keyId };
          await tell(tx, { kind: 'insurerFigures.stated', insurerId, at, cause: statement.operation, payload });
        }
        const rows = version.isNew ? await tx.rows<InsurerFigures>(OF_INSURER, [insurerId]) : known;
        return rows.find((row) => row.version === version.number);
      },
    );
  }

  /**
   * From now on exposure in `from` counts at this rate in limits of `to`; what is there keeps its own, and what could not be
   * counted without any is counted now.
   */
  async stateRate(viewer: Viewer, key: string, request: RateRequest): Promise<Outcome<ExchangeRate>> {
    const { from, to, rate, source } = request;
    const wrong = (path: string, code: string): FieldIssue[] =>
      isCurrencyCode(code) ? [] : [issue(path, 'UNKNOWN_CURRENCY', 'must be an ISO 4217 code')];
    const issues = [
      ...wrong('from', from),
      ...wrong('to', to),
      ...(from === to ? [issue('to', 'SAME_CURRENCY', 'must be another currency than from')] : []),
      ...(RATE.test(rate)
        ? []
        : [issue('rate', 'OUT_OF_RANGE', 'must be above 0 with at most 9 digits and 15 decimals')]),
      ...sourceIssues(source),
    ];
    const statement = { key, operation: 'exchangeRateSet', input: request } as const;
    let recounted: readonly string[] = [];
    const outcome = await this.stated(
      viewer,
      { ...statement, insurer: request.insurer, issues },
      async (tx, { insurerId, at, claim }) => {
        const ofPair = (rows: readonly ExchangeRate[]) =>
          rows.filter(({ fromCurrency, toCurrency }) => fromCurrency === from && toCurrency === to);
        const known = ofPair(await tx.rows<ExchangeRate>(RATES, [insurerId]));
        const version = await claim((known[0]?.version ?? 0) + 1);
        if (version.isNew) {
          await tx.run(INSERT_RATE, [insurerId, from, to, version.number, rate, source.trim(), at]);
          if (version.number === 1) recounted = await this.recount(tx, { insurerId, from, to });
          const payload = { version: version.number, from, to, rate, source: source.trim(), by: viewer.keyId };
          await tell(tx, { kind: 'exchangeRate.stated', insurerId, at, cause: statement.operation, payload });
        }
        const rows = version.isNew ? ofPair(await tx.rows<ExchangeRate>(RATES, [insurerId])) : known;
        return rows.find((row) => row.version === version.number);
      },
    );
    if (outcome.ok) for (const id of recounted) await this.options.counting.finish(id, PATIENCE_MS);
    return outcome;
  }

  private async recount(tx: Transaction, pair: { insurerId: string; from: string; to: string }) {
    const day = today(this.options.clock, 'UTC');
    const insurers = [pair.insurerId];
    const rates = await statedRates(tx, insurers);
    return countUncounted(tx, pair, {
      rates,
      cessions: await cessionsInForce(tx, insurers, day),
      today: day,
      field: 'rate',
    });
  }

  figuresOf(viewer: Viewer, insurerId: string): Promise<InsurerFigures[]> {
    return this.options.units.rows<InsurerFigures>(scopeOf(viewer), OF_INSURER, [insurerId]);
  }

  ratesOf(viewer: Viewer, insurerId: string): Promise<ExchangeRate[]> {
    return this.options.units.rows<ExchangeRate>(scopeOf(viewer), RATES, [insurerId]);
  }

  /** Runs `work` once per key, alone with the insurer's limits; `claim` says which version this statement is. */
  private async stated<T>(
    viewer: Viewer,
    asked: Omit<Statement, 'insurerId'> & { readonly insurer: string | null; readonly issues: readonly FieldIssue[] },
    work: (
      tx: Transaction,
      context: {
        readonly insurerId: string;
        readonly at: Date;
        readonly claim: (next: number) => Promise<{ readonly number: number; readonly isNew: boolean }>;
      },
    ) => Promise<T | undefined>,
  ): Promise<Outcome<T>> {
    const key = checkKey(asked.key);
    if (!key.ok) return key;
    const insurerId = viewer.role === 'OPERATOR' ? asked.insurer : viewer.organisationId;
    const isStranger = Boolean(asked.insurer) && asked.insurer !== insurerId;
    const issues = [
      ...asked.issues,
      ...(insurerId && !isStranger
        ? []
        : [issue('insurer', 'UNKNOWN_INSURER', 'must be the insurer that states this')]),
    ];
    if (issues.length > 0 || !insurerId) return failure(invalidInput(issues));
    const request = { tenantId: viewer.organisationId, key: asked.key, operation: asked.operation, input: asked.input };
    return outcomeOf(() =>
      this.options.units.run(
        systemScope,
        async (tx) => {
          await mustBeInsurer(tx, insurerId);
          await fenceOff(tx, insurerId);
          const claim = async (next: number) => {
            const first = await claimKey(tx, request, { version: String(next) });
            return { number: Number(first?.version ?? next), isNew: !first };
          };
          const value = await work(tx, { insurerId, at: this.options.clock.now(), claim });
          invariant(value, `${asked.operation} was stated`);
          return value;
        },
        { deadlineMs: DEADLINE_MS },
      ),
    );
  }
}
