import { claimKey } from '../database/idempotency.js';
import { type Transaction, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Loan, Policy } from '../entities/index.js';
import type { PremiumLine } from '../finance/premium.js';
import {
  type CalendarDate,
  type Clock,
  canonicalHash,
  failure,
  invalidInput,
  invariant,
  isId,
  issue,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  today,
} from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { type ChangeSetting, type OfferedChange, type ProposedChange, proposeChange } from './change-basis.js';
import { earlierAnswer, readPremiumLines, storedPremiumLines } from './change-rows.js';
import { carryOutChange } from './change-writing.js';
import { loansOfPolicies, lockLoans } from './loan-rows.js';
import { lockPolicy, readPolicy } from './policy-rows.js';

export interface ChangeRequest {
  /** Name of the change, which is its mutation's: `orderReturn`. */
  readonly change: string;
  readonly policy: string;
  readonly input: object;
  /** Of a preview: refuses when the figures are no longer those. */
  readonly token?: string | null | undefined;
}

/** What a change did, or would do. Amounts in minor units of `currency`. */
export interface PolicyChange {
  readonly policyId: string;
  readonly currency: string;
  readonly summary: string;
  readonly effectiveOn: CalendarDate;
  readonly reductionMinor: bigint;
  readonly sumInsuredBeforeMinor: bigint;
  readonly sumInsuredAfterMinor: bigint;
  readonly premiumAfterMinor: bigint;
  readonly refundMinor: bigint;
  readonly refundLines: readonly PremiumLine[];
  readonly isRefundWaived: boolean;
}

export interface PolicyChangePreview extends PolicyChange {
  /** Stands for these figures; the change takes it and refuses when they are no longer the same. */
  readonly token: string;
}

export interface ChangeServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: { terms(productVersionId: string): Promise<ProductTerms> };
  readonly scenarios: readonly ScenarioModule[];
}

/** Figures as an idempotency key keeps them. */
type Answer = Readonly<Record<string, string>>;

function changeOf(policy: Policy, { figures, reduction }: ProposedChange): PolicyChange {
  const { effectiveOn, reductionMinor, sumInsuredBeforeMinor, sumInsuredAfterMinor } = figures;
  const { premiumAfterMinor, refundMinor, refundLines, isRefundWaived } = figures;
  return {
    policyId: policy.id,
    currency: policy.currency,
    summary: reduction.summary,
    effectiveOn,
    reductionMinor,
    sumInsuredBeforeMinor,
    sumInsuredAfterMinor,
    premiumAfterMinor,
    refundMinor,
    refundLines,
    isRefundWaived,
  };
}

const answerOf = (change: PolicyChange): Answer => ({
  policyId: change.policyId,
  currency: change.currency,
  summary: change.summary,
  effectiveOn: change.effectiveOn,
  reductionMinor: String(change.reductionMinor),
  sumInsuredBeforeMinor: String(change.sumInsuredBeforeMinor),
  sumInsuredAfterMinor: String(change.sumInsuredAfterMinor),
  premiumAfterMinor: String(change.premiumAfterMinor),
  refundMinor: String(change.refundMinor),
  refundLines: JSON.stringify(storedPremiumLines(change.refundLines)),
  isRefundWaived: String(change.isRefundWaived),
});

function changeOfAnswer(answer: Answer): PolicyChange {
  const text = (name: keyof PolicyChange): string => {
    const value = answer[name];
    invariant(value !== undefined, `the answer of a change has ${name}`);
    return value;
  };
  return {
    policyId: text('policyId'),
    currency: text('currency'),
    summary: text('summary'),
    effectiveOn: text('effectiveOn') as CalendarDate,
    reductionMinor: BigInt(text('reductionMinor')),
    sumInsuredBeforeMinor: BigInt(text('sumInsuredBeforeMinor')),
    sumInsuredAfterMinor: BigInt(text('sumInsuredAfterMinor')),
    premiumAfterMinor: BigInt(text('premiumAfterMinor')),
    refundMinor: BigInt(text('refundMinor')),
    refundLines: readPremiumLines(JSON.parse(text('refundLines'))),
    isRefundWaived: text('isRefundWaived') === 'true',
  };
}

const tokenOf = (change: PolicyChange): string => canonicalHash(change).slice(0, 32);

const mayChange = (viewer: Viewer, { partnerId, lenderId }: Policy): boolean =>
  viewer.organisationId === partnerId || viewer.organisationId === lenderId;

/**
 * Changes the insured risk of a policy as its scenario computes it: loan, cover and premium shrink in one step. Not
 * responsible for what may change, which the scenario says, nor for ending cover on request.
 */
export class ChangeService {
  constructor(private readonly options: ChangeServiceOptions) {}

  /** The figures a change would have now; nothing is written. */
  async preview(viewer: Viewer, request: ChangeRequest): Promise<Outcome<PolicyChangePreview>> {
    const { units } = this.options;
    return outcomeOf(() =>
      units.run(
        tenantScope(viewer.organisationId),
        async (tx) => {
          const policy = await readPolicy(tx, request.policy);
          if (!policy || !mayChange(viewer, policy)) return refuse(notFound('policy', request.policy));
          const [loan] = await loansOfPolicies(tx, [policy.id]);
          const change = changeOf(policy, await proposeChange(tx, { policy, loan }, this.setting(request)));
          return { ...change, token: tokenOf(change) };
        },
        { readOnly: true },
      ),
    );
  }

  /** Carries a change out, once however often it is repeated with one key. */
  async change(viewer: Viewer, idempotencyKey: string, request: ChangeRequest): Promise<Outcome<PolicyChange>> {
    if (idempotencyKey.length < 1 || idempotencyKey.length > 200) {
      return failure(invalidInput([issue('idempotencyKey', 'OUT_OF_RANGE', 'must have 1 to 200 characters')]));
    }
    const { units } = this.options;
    return outcomeOf(() =>
      units.run(tenantScope(viewer.organisationId), (tx) => this.changeIn(tx, viewer, { idempotencyKey, ...request })),
    );
  }

  private async changeIn(
    tx: Transaction,
    viewer: Viewer,
    request: ChangeRequest & { readonly idempotencyKey: string },
  ): Promise<PolicyChange> {
    const { policy, loan } = await this.lock(tx, viewer, request.policy);
    const keyed = {
      tenantId: viewer.organisationId,
      key: request.idempotencyKey,
      operation: request.change,
      input: { policy: policy.id, input: request.input, token: request.token ?? null },
    };
    // A repeated change would find the risk already changed, so the key is looked up before anything is computed.
    const earlier = await earlierAnswer<Answer>(tx, keyed);
    if (earlier) return changeOfAnswer(earlier);
    const setting = this.setting(request);
    const proposed = await proposeChange(tx, { policy, loan }, setting);
    const change = changeOf(policy, proposed);
    if (request.token && request.token !== tokenOf(change)) {
      const message = 'The figures are no longer those of the preview; look at a new one.';
      refuse({ problem: 'StateConflict', message, from: tokenOf(change), to: request.token });
    }
    await claimKey(tx, keyed, answerOf(change));
    const { clock } = this.options;
    await carryOutChange(tx, proposed, {
      policy,
      loan,
      cause: request.change,
      at: clock.now(),
      today: (zone) => today(clock, zone),
    });
    return change;
  }

  /** The loan before the policy, as everything that moves loans does. */
  private async lock(
    tx: Transaction,
    viewer: Viewer,
    policyId: string,
  ): Promise<{ policy: Policy; loan: Loan | undefined }> {
    if (!isId('policy', policyId)) return refuse(notFound('policy', policyId));
    const [known] = await lockLoans(tx, [policyId]);
    const policy = await lockPolicy(tx, policyId);
    if (!policy || !mayChange(viewer, policy)) return refuse(notFound('policy', policyId));
    // Activated between the two locks.
    const [loan] = known || policy.status === 'PENDING_ACTIVATION' ? [known] : await lockLoans(tx, [policyId]);
    return { policy, loan };
  }

  private setting({ change: name, input }: ChangeRequest): ChangeSetting {
    const { clock, catalogue } = this.options;
    return {
      offered: this.offered(name),
      input,
      today: (zone) => today(clock, zone),
      terms: (id) => catalogue.terms(id),
    };
  }

  private offered(name: string): OfferedChange {
    for (const { code, changes } of this.options.scenarios) {
      const change = changes?.find((candidate) => candidate.name === name);
      if (change) return { scenario: code, change };
    }
    throw new Error(`no installed scenario offers ${name}`);
  }
}
