import { checkKey, claimKey } from '../database/idempotency.js';
import { rehearse } from '../database/rehearsal.js';
import { type Transaction, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Loan, Policy } from '../entities/index.js';
import {
  type CalendarDate,
  type Clock,
  invariant,
  isId,
  notFound,
  type Outcome,
  outcomeOf,
  type Previewed,
  refuse,
  requireToken,
  today,
  withToken,
} from '../kernel/index.js';
import { authorityExceeded, checkAuthority } from '../partners/authority.js';
import type { Viewer } from '../partners/viewer.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import { blindIndexOf } from '../underwriting/obligor.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { answerOf, type ChangeAnswer, changeOfAnswer } from './change-answer.js';
import type { ChangeDraft } from './change-draft.js';
import { type PolicyChange, proposeChange, scenarioChangeOf } from './change-proposal.js';
import { earlierAnswer } from './change-rows.js';
import { carryOut, followLimits } from './history-writing.js';
import { loansOfPolicies, lockLoans } from './loan-rows.js';
import { requireCapacity } from './plan-capacity.js';
import { openFile, type PolicyFile } from './policy-file.js';
import { lockPolicy, readPolicy } from './policy-rows.js';

export interface ChangeRequest {
  /** The mutation that asks: `orderReturn`, `policyChange`, `policyCancel`, `policyReinstate`. */
  readonly operation: string;
  readonly policy: string;
  readonly draft: ChangeDraft;
  /** Business date from when it counts; null: today. */
  readonly effectiveOn?: CalendarDate | null;
  /** Of a preview: refuses when the figures are no longer those. */
  readonly token?: string | null | undefined;
}

export interface ChangeServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: { terms(productVersionId: string): Promise<ProductTerms> };
  readonly scenarios: readonly ScenarioModule[];
  /** For keyed hashes of identities. */
  readonly secret: string;
}

/** The partner and the lender change a policy; its insurer can only end it, take that back, and accept another obligor. */
const mayChange = (viewer: Viewer, { partnerId, lenderId, insurerId }: Policy, { draft }: ChangeRequest): boolean => {
  const byInsurer = 'by' in draft && draft.by === 'INSURER';
  if (byInsurer) return viewer.organisationId === insurerId;
  return viewer.organisationId === partnerId || viewer.organisationId === lenderId;
};

/**
 * Changes, ends and reinstates the cover of a policy: every step is a policy transaction in its place among the others.
 * Not responsible for what may change an insured thing, which its scenario says, nor for cover that time ends.
 */
export class ChangeService {
  constructor(private readonly options: ChangeServiceOptions) {}

  /** The figures a change would have now; nothing is written. */
  async preview(viewer: Viewer, request: ChangeRequest): Promise<Outcome<Previewed<PolicyChange>>> {
    const { units, clock } = this.options;
    const { draft, operation: cause } = request;
    const isCorrection = draft.change === 'CORRECTION';
    const movesExposure = isCorrection || draft.change === 'ASSIGNMENT';
    return outcomeOf(() =>
      units.run(
        tenantScope(viewer.organisationId),
        async (tx) => {
          const policy = await readPolicy(tx, request.policy);
          if (!policy || !mayChange(viewer, policy, request)) return refuse(notFound('policy', request.policy));
          const [loan] = await loansOfPolicies(tx, [policy.id]);
          const file = await this.file(tx, policy, loan);
          const { change, plan } = await proposeChange(tx, file, this.setting(request));
          await requireCapacity(tx, policy.id, plan);
          if (isCorrection && draft.by === 'INSURER') requireAuthority(viewer, file);
          if (movesExposure) {
            // Whether the limits on the right obligor or lender have room shows once the other one's are given back.
            await rehearse(tx, () => followLimits(tx, { file, plan }, { at: clock.now(), cause }));
          }
          return withToken(change);
        },
        movesExposure ? {} : { readOnly: true },
      ),
    );
  }

  /** Carries a change out, once however often it is repeated with one key. */
  async change(viewer: Viewer, idempotencyKey: string, request: ChangeRequest): Promise<Outcome<PolicyChange>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
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
    const { policy, loan } = await this.lock(tx, viewer, request);
    const keyed = {
      tenantId: viewer.organisationId,
      key: request.idempotencyKey,
      operation: request.operation,
      input: keyedInput(policy, request, blindIndexOf(this.options.secret)),
    };
    // A repeated change would find the policy already changed, so the key is looked up before anything is computed.
    const earlier = await earlierAnswer<ChangeAnswer>(tx, keyed);
    if (earlier) return changeOfAnswer(earlier);
    const file = await this.file(tx, policy, loan);
    const { change, plan } = await proposeChange(tx, file, this.setting(request));
    requireToken(request.token, change);
    if (request.draft.change === 'CORRECTION' && request.draft.by === 'INSURER') requireAuthority(viewer, file);
    await claimKey(tx, keyed, answerOf(change));
    const { clock } = this.options;
    await carryOut(
      tx,
      { file, plan },
      { cause: request.operation, at: clock.now(), today: (zone) => today(clock, zone) },
    );
    return change;
  }

  /** The loan before the policy, as everything that moves loans does. */
  private async lock(
    tx: Transaction,
    viewer: Viewer,
    request: ChangeRequest,
  ): Promise<{ policy: Policy; loan: Loan | undefined }> {
    const id = request.policy;
    if (!isId('policy', id)) return refuse(notFound('policy', id));
    const [known] = await lockLoans(tx, [id]);
    const policy = await lockPolicy(tx, id);
    if (!policy || !mayChange(viewer, policy, request)) return refuse(notFound('policy', id));
    // Activated between the two locks.
    const [loan] = known || policy.status === 'PENDING_ACTIVATION' ? [known] : await lockLoans(tx, [id]);
    return { policy, loan };
  }

  private file(tx: Transaction, policy: Policy, loan: Loan | undefined): Promise<PolicyFile> {
    const { catalogue, scenarios } = this.options;
    return openFile(
      tx,
      { policy, loan },
      {
        terms: (id) => catalogue.terms(id),
        scenarioChange: (name) => scenarioChangeOf(scenarios, policy, name),
      },
    );
  }

  private scenario(code: string): ScenarioModule {
    const module = this.options.scenarios.find((candidate) => candidate.code === code);
    invariant(module, `scenario ${code} is installed`);
    return module;
  }

  private setting({ draft, effectiveOn }: ChangeRequest) {
    const { clock, secret } = this.options;
    return {
      draft,
      blindIndex: blindIndexOf(secret),
      effectiveOn: effectiveOn ?? null,
      today: (zone: string) => today(clock, zone),
      scenario: (code: string) => this.scenario(code),
    };
  }
}

/** What makes two requests with one key the same; an identity number goes by its keyed hash. */
function keyedInput(
  policy: Policy,
  { draft, effectiveOn, token }: ChangeRequest,
  blindIndex: (identity: string) => string,
): object {
  const input = JSON.parse(
    JSON.stringify(draft, (name, value) => {
      if (name === 'identityNumber' && typeof value === 'string') return blindIndex(value);
      return typeof value === 'bigint' ? String(value) : value;
    }),
  );
  return { policy: policy.id, input, effectiveOn: effectiveOn ?? null, token: token ?? null };
}

/** Who accepts somebody nobody underwrote decides as at the desk: alone only up to what the product lets the key decide. */
function requireAuthority(viewer: Viewer, { terms, policy }: PolicyFile): void {
  const { underwriting: levels, twoPersonsAboveMinor } = terms.authority;
  const verdict = checkAuthority({ levels, twoPersonsAboveMinor }, policy.sumInsuredMinor, {
    decider: viewer,
    agreed: [],
  });
  if (verdict.verdict === 'ALLOWED') return;
  refuse(authorityExceeded(viewer, verdict.verdict === 'NEEDS_LEVEL' ? verdict.level : null));
}
