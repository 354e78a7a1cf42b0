import { selectList } from '../database/columns.js';
import { checkKey, idempotencyConflict } from '../database/idempotency.js';
import {
  type Question,
  skippingLocked,
  systemScope,
  type Transaction,
  tenantScope,
  type UnitOfWork,
} from '../database/unit-of-work.js';
import { Offer, Quote } from '../entities/index.js';
import type { RulePack } from '../exposure/rules/rule-pack.js';
import {
  type Clock,
  failure,
  invalidInput,
  isId,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  secretHash,
  stateConflict,
  success,
  today,
} from '../kernel/index.js';
import type { ProgrammeCatalogue } from '../partners/programme-catalogue.js';
import type { Viewer } from '../partners/viewer.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import { searchCounterOffers } from './counter-offers.js';
import { CreditReportStore } from './credit-report-store.js';
import { CreditReports } from './credit-reports.js';
import { type FactSources, guarded } from './fact-sources.js';
import { gatherFacts } from './facts.js';
import type { QuoteDraft } from './quote-draft.js';
import { decideAndPrice } from './quote-drafting.js';
import { endQuote } from './quote-ending.js';
import { OFFERS_OF_QUOTES } from './quote-reader.js';
import { type QuoteRequest, type ReadQuoteRequest, readQuoteRequest } from './quote-request.js';
import type { QuoteRows } from './quote-rows.js';
import { QuoteWriter } from './quote-writer.js';

export interface QuoteServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: ProgrammeCatalogue;
  readonly scenarios: readonly ScenarioModule[];
  readonly packs: readonly RulePack[];
  readonly sources: FactSources;
  readonly secret: string;
}

const HOUR_MS = 3_600_000;
/** In one transaction: whoever wants one of them waits for it, and must not wait long. */
const EXPIRE_AT_ONCE = 20;
const QUOTE_BY_ID = { name: 'quote.byId', text: `SELECT ${selectList(Quote)} FROM quote WHERE id = $1` };
const KEY_TAKEN = {
  name: 'quote.keyTaken',
  text: `SELECT operation, input_hash AS "inputHash", answer->>'quote' AS id FROM idempotency_key
         WHERE tenant_id = $1 AND key = $2`,
};
const SET_REASON = { name: 'quote.setReason', text: 'UPDATE quote SET refusal_reason = $2 WHERE id = $1' };
const OVERDUE_QUOTES = {
  name: 'quote.overdue',
  text: `SELECT ${selectList(Quote)} FROM quote
         WHERE (status IN ('OFFERED', 'REFERRED') OR (status = 'DECLINED' AND counter_offered)) AND expires_at <= $1
         ORDER BY expires_at LIMIT $2`,
};
const LOCK_OVERDUE = skippingLocked(OVERDUE_QUOTES);

/**
 * Turns requests into decided, priced and stored quotes, and ends quotes nobody takes. Not responsible for binding:
 * that is the policy service's.
 */
export class QuoteService {
  private readonly writer: QuoteWriter;
  private readonly sources: FactSources;
  private readonly creditReports: CreditReports;

  constructor(private readonly options: QuoteServiceOptions) {
    this.writer = new QuoteWriter(options.units);
    this.sources = guarded(options.sources);
    const store = new CreditReportStore(options.units);
    this.creditReports = new CreditReports({ store, sources: this.sources, clock: options.clock });
  }

  async create(viewer: Viewer, idempotencyKey: string, request: QuoteRequest): Promise<Outcome<QuoteRows>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const read = await this.read(viewer, request);
    const inputHash = secretHash(this.options.secret, request);
    if (!read.ok) {
      // A repeated request may meet a later date or a closed programme: what was answered first still holds.
      const first = await this.firstAnswer(viewer, idempotencyKey, inputHash);
      return first ?? failure(invalidInput(read.error));
    }
    const draft = await this.draft(viewer, read.value, { key: idempotencyKey, inputHash });
    const written = draft && (await this.writer.write(draft));
    if (written) return success(written);
    return (await this.firstAnswer(viewer, idempotencyKey, inputHash)) ?? failure(idempotencyConflict(idempotencyKey));
  }

  /** The customer opts out: recorded with a reason, and the reserve is given back. */
  async refuse(viewer: Viewer, quoteId: string, reason: string): Promise<Outcome<QuoteRows>> {
    const text = reason.trim();
    if (text.length < 1 || text.length > 500) {
      return failure(invalidInput([issue('reason', 'OUT_OF_RANGE', 'must have 1 to 500 characters')]));
    }
    return outcomeOf(() =>
      this.options.units.run(tenantScope(viewer.organisationId), async (tx) => {
        const quote = await readQuote(tx, quoteId);
        if (!quote || quote.partnerId !== viewer.organisationId) return refuse(notFound('quote', quoteId));
        // Nobody opts out of what was never offered.
        if (quote.status === 'DECLINED' && !quote.counterOffered) {
          return refuse(stateConflict('quote', quote.status, 'REFUSED'));
        }
        if (quote.status !== 'REFUSED') {
          await endQuote(tx, quote, { to: 'REFUSED', cause: 'quoteRefuse', at: this.options.clock.now() });
          await tx.run(SET_REASON, [quote.id, text]);
        }
        return rowsOf(tx, { ...quote, status: 'REFUSED', refusalReason: quote.refusalReason ?? text });
      }),
    );
  }

  /** Has rows where `expireDue` has something to do. */
  due(): Question[] {
    return [{ statement: OVERDUE_QUOTES, values: [this.options.clock.now(), 1] }];
  }

  /** Ends every quote whose validity is over by business time; returns how many. Safe to run anywhere, any time. */
  async expireDue(): Promise<number> {
    const { units, clock } = this.options;
    for (let total = 0; ; ) {
      const ended = await units.run(
        systemScope,
        async (tx) => {
          const due = await tx.rows<Quote>(LOCK_OVERDUE, [clock.now(), EXPIRE_AT_ONCE]);
          for (const quote of due) await endQuote(tx, quote, { to: 'EXPIRED', cause: 'quoteExpiry', at: clock.now() });
          return due.length;
        },
        { deadlineMs: 30_000 },
      );
      total += ended;
      if (ended < EXPIRE_AT_ONCE) return total;
    }
  }

  private async read(viewer: Viewer, request: QuoteRequest) {
    const { catalogue, clock, scenarios, secret } = this.options;
    const programme = await catalogue.find(viewer.organisationId, request.programme);
    return readQuoteRequest(request, {
      programme,
      modules: scenarios,
      partner: viewer.organisationId,
      now: clock.now(),
      today: today(clock, programme?.timeZone ?? 'UTC'),
      secret,
    });
  }

  /** Undefined: the key was used before. */
  private async draft(
    viewer: Viewer,
    read: ReadQuoteRequest,
    idempotency: { key: string; inputHash: string },
  ): Promise<QuoteDraft | undefined> {
    const { clock } = this.options;
    const gathered = await gatherFacts(read, {
      sources: this.sources,
      packs: this.options.packs,
      creditReports: this.creditReports,
      partnerId: viewer.organisationId,
      idempotencyKey: idempotency.key,
      at: clock.now(),
    });
    if (!gathered) return undefined;
    const { facts, credit } = gathered;
    const id = newId('quote');
    const { validityHours, ...decided } = decideAndPrice(id, read, facts);
    const { decision } = decided;
    const createdAt = clock.now();
    return {
      id,
      partnerId: viewer.organisationId,
      lenderId: read.lenderId,
      programmeId: read.programme.id,
      scenario: read.module.code,
      scenarioVersion: read.module.version,
      obligor: read.obligor.obligor,
      obligorKey: read.obligor.key,
      loan: read.loan,
      risk: read.risk,
      facts,
      newConsents: credit.flatMap(({ newConsent }) => newConsent ?? []),
      newReports: credit.flatMap(({ newReport }) => newReport ?? []),
      ...decided,
      counterOffers: decision.outcome === 'DECLINED' ? searchCounterOffers(read, facts, { decision }) : [],
      searchWithin: (room) => searchCounterOffers(read, facts, { decision, room }),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + validityHours * HOUR_MS),
      idempotency,
    };
  }

  private async firstAnswer(viewer: Viewer, key: string, inputHash: string): Promise<Outcome<QuoteRows> | undefined> {
    return this.options.units.run(
      tenantScope(viewer.organisationId),
      async (tx) => {
        const [first] = await tx.rows<{ operation: string; inputHash: string; id: string }>(KEY_TAKEN, [
          viewer.organisationId,
          key,
        ]);
        if (!first) return undefined;
        const quote =
          first.operation === 'quoteCreate' && first.inputHash === inputHash && (await readQuote(tx, first.id));
        return quote ? success(await rowsOf(tx, quote)) : failure(idempotencyConflict(key));
      },
      { readOnly: true },
    );
  }
}

async function readQuote(tx: Transaction, id: string): Promise<Quote | undefined> {
  if (!isId('quote', id)) return undefined;
  const [quote] = await tx.rows<Quote>(QUOTE_BY_ID, [id]);
  return quote;
}

async function rowsOf(tx: Transaction, quote: Quote): Promise<QuoteRows> {
  return { quote, offers: await tx.rows<Offer>(OFFERS_OF_QUOTES, [[quote.id]]) };
}
