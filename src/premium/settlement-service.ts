import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction, UnitOfWork } from '../database/unit-of-work.js';
import { CoInsuranceSettlement } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import {
  type CalendarDate,
  type Clock,
  type CurrencyCode,
  formatMinor,
  invalidInput,
  invariant,
  isId,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  type Previewed,
  refuse,
  requireToken,
  stateConflict,
  today,
  withToken,
} from '../kernel/index.js';
import {
  type AccountLine,
  type AccountQuery,
  type AccountTotals,
  accountLines,
  accountTotals,
  dueByPartner,
  type PartnerDue,
} from '../ledger/co-insurance-account.js';
import { coInsuranceSettled } from '../ledger/entries.js';
import { postJournals } from '../ledger/journal.js';
import type { LinePage } from '../ledger/statement.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';

export interface SettlementPreviewInput {
  /** The operator says which; an insurer settles what it leads. */
  readonly leader: string | null;
  readonly follower: string;
  readonly currency: string;
  /** The last business date that counts; all when null. */
  readonly upTo: CalendarDate | null;
}

export interface SettlementInput extends SettlementPreviewInput {
  /** YYYY-MM-DD, at most today in UTC. */
  readonly paidOn: CalendarDate;
  /** The bank's reference, 1 to 100 characters, once between the two. */
  readonly reference: string;
  /** Of a preview whose figures must still hold. */
  readonly token: string | null;
}

/** What a leader and a follower owe each other now. Minor units. */
export interface SettlementFigures {
  readonly leaderId: string;
  readonly followerId: string;
  readonly currency: string;
  readonly upTo: CalendarDate | null;
  /** What the leader owes; below zero when it is owed. */
  readonly dueMinor: bigint;
  readonly byPartner: readonly PartnerDue[];
}

const MAX_REFERENCE = 100;
const LOCK = {
  name: 'settlement.lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('covergraph.settlement.' || $1 || $2 || $3, 0))`,
};
const KNOWN = {
  name: 'settlement.known',
  text: 'SELECT id FROM co_insurance_settlement WHERE insurer_id = $1 AND follower_id = $2 AND reference = $3',
};
const BY_ID = {
  name: 'settlement.byId',
  text: `SELECT ${selectList(CoInsuranceSettlement)} FROM co_insurance_settlement WHERE id = $1`,
};
const INSERT = {
  name: 'settlement.insert',
  text: `INSERT INTO co_insurance_settlement (id, insurer_id, follower_id, currency, amount_minor, up_to, paid_on, reference, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

/** Another leader, or what is no insurer, answers as one that does not exist. */
function leaderOf(viewer: Viewer, { leader, follower }: SettlementPreviewInput): string {
  if (viewer.role === 'OPERATOR' && !leader) {
    return refuse(invalidInput([issue('leader', 'REQUIRED', 'says for which insurer the operator settles')]));
  }
  const leaderId = viewer.role === 'OPERATOR' ? (leader ?? '') : viewer.organisationId;
  for (const id of [leader ?? leaderId, follower]) {
    if (!isId('organisation', id)) refuse(notFound('organisation', id));
  }
  if (leader && leader !== leaderId) return refuse(notFound('organisation', leader));
  return leaderId;
}

async function figuresOf(
  tx: Transaction,
  leaderId: string,
  { follower, currency, upTo }: SettlementPreviewInput,
): Promise<SettlementFigures> {
  await joinTenants(tx, [leaderId, follower]);
  const byPartner = await dueByPartner(tx, { leaderId, followerId: follower, currency, to: upTo });
  const dueMinor = byPartner.reduce((sum, { minor }) => sum + minor, 0n);
  return { leaderId, followerId: follower, currency, upTo, dueMinor, byPartner };
}

/**
 * What a leading insurer and one that follows it owe each other, and the money with which they settle it. The leader records it;
 * both books have it.
 */
export class SettlementService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** Undefined for whoever is neither of the two nor the operator. */
  account(viewer: Viewer, query: AccountQuery): Promise<AccountTotals | undefined> {
    return this.between(viewer, query, (tx) => accountTotals(tx, query));
  }

  async lines(viewer: Viewer, query: AccountQuery, page: LinePage): Promise<readonly AccountLine[]> {
    return (await this.between(viewer, query, (tx) => accountLines(tx, query, page))) ?? [];
  }

  /** What is due now; nothing is written. */
  preview(viewer: Viewer, input: SettlementPreviewInput): Promise<Outcome<Previewed<SettlementFigures>>> {
    return outcomeOf(() => {
      const leaderId = leaderOf(viewer, input);
      const work = async (tx: Transaction) => withToken(await figuresOf(tx, leaderId, input));
      return this.options.units.run(scopeOf(viewer), work, { readOnly: true });
    });
  }

  /** Records that all that is due was paid. */
  settle(viewer: Viewer, key: string, input: SettlementInput): Promise<Outcome<CoInsuranceSettlement>> {
    return outcomeOf(async () => {
      const checked = checkKey(key);
      if (!checked.ok) refuse(checked.error);
      const leaderId = leaderOf(viewer, input);
      return this.options.units.run(scopeOf(viewer), async (tx) => {
        const id = newId('coInsuranceSettlement') as string;
        const request = { tenantId: viewer.organisationId, key, operation: 'coInsuranceSettle', input };
        const first = await claimKey(tx, request, { id });
        if (!first) await this.record(tx, { ...input, id, leaderId });
        const [settlement] = await tx.rows<CoInsuranceSettlement>(BY_ID, [first?.id ?? id]);
        invariant(settlement, 'a settlement of an answered key exists');
        return settlement;
      });
    });
  }

  private async record(
    tx: Transaction,
    input: SettlementInput & { readonly id: string; readonly leaderId: string },
  ): Promise<void> {
    const { id, leaderId, follower, paidOn, token, upTo } = input;
    const currency = input.currency as CurrencyCode;
    const reference = input.reference.trim();
    await tx.rows(LOCK, [leaderId, follower, currency]);
    await this.check(tx, input);
    const figures = await figuresOf(tx, leaderId, input);
    const { dueMinor, byPartner } = figures;
    requireToken(token, figures);
    if (dueMinor === 0n) refuse(stateConflict('co-insurance account', 'NOTHING_DUE', 'SETTLED'));
    const at = this.options.clock.now();
    await tx.run(INSERT, [id, leaderId, follower, currency, String(dueMinor), upTo, paidOn, reference, at]);
    const sides = byPartner.flatMap(({ partnerId, minor }) => [
      { insurerId: leaderId, partnerId, minor },
      { insurerId: follower, partnerId, minor: -minor },
    ]);
    await postJournals(
      tx,
      sides.map(({ insurerId, partnerId, minor }) => ({
        ...{ insurerId, partnerId, lenderId: null, policyId: null, subjectId: id, bookedOn: paidOn, recordedAt: at },
        kind: 'CO_INSURANCE_SETTLED' as const,
        postings: coInsuranceSettled(currency, minor),
      })),
    );
    const payload = {
      leader: leaderId,
      follower,
      amount: formatMinor(dueMinor, currency),
      currency,
      paidOn,
      reference,
    };
    const told = { ownerId: leaderId, insurerId: follower, subjectKind: 'coInsuranceSettlement', subjectId: id };
    const event = { kind: 'coInsurance.settled', occurredAt: at, cause: 'coInsuranceSettle', payload };
    await appendEvents(tx, [{ ...told, ...event }]);
  }

  private async check(tx: Transaction, input: SettlementInput & { readonly leaderId: string }): Promise<void> {
    const { leaderId, follower, paidOn } = input;
    const reference = input.reference.trim();
    const issues = [];
    if (reference.length < 1 || reference.length > MAX_REFERENCE) {
      issues.push(issue('reference', 'BAD_LENGTH', `must have 1 to ${MAX_REFERENCE} characters`));
    } else if ((await tx.rows(KNOWN, [leaderId, follower, reference])).length > 0) {
      issues.push(issue('reference', 'REFERENCE_USED', 'belongs to another settlement of the two'));
    }
    if (paidOn > today(this.options.clock, 'UTC')) {
      issues.push(issue('paidOn', 'DATE_IN_FUTURE', 'must not be in the future'));
    }
    if (issues.length > 0) refuse(invalidInput(issues));
  }

  private async between<T>(
    viewer: Viewer,
    { leaderId, followerId }: AccountQuery,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T | undefined> {
    const both = [leaderId, followerId];
    const isParty = viewer.role === 'OPERATOR' || both.includes(viewer.organisationId);
    if (!isParty || !both.every((id) => isId('organisation', id))) return undefined;
    return this.options.units.run(
      scopeOf(viewer),
      async (tx) => {
        await joinTenants(tx, both);
        return work(tx);
      },
      { readOnly: true },
    );
  }
}
