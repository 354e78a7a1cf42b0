import { rehearse } from '../database/rehearsal.js';
import { actOnlyFor } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { ClaimPayment, RecoveryReceipt } from '../entities/index.js';
import { type WaterfallShares, waterfallDifference } from '../finance/index.js';
import {
  canonicalJson,
  invariant,
  type Outcome,
  outcomeOf,
  type Previewed,
  requireToken,
  withToken,
} from '../kernel/index.js';
import type { PlannedJournal } from '../ledger/journal.js';
import { journalsOfWork } from '../ledger/journals-of-work.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import type { InvestorPart } from '../policies/investors.js';
import { type ClaimDependencies, type Command, type Request, runCommand, type Step } from './claim-command.js';
import { type ClaimRow, lockClaim, readClaim } from './claim-row.js';
import { lockInsuredLoan } from './insured-loan.js';
import type { PayeePart } from './payees.js';
import { paymentsOfClaims } from './payment-movement.js';
import { costsPayable } from './recovery-cost-payment.js';
import {
  isInsurerWhole,
  missingMinor,
  type RecoveryRow,
  receiptsOfRecoveries,
  type StoredShares,
  sharesOf,
} from './recovery-row.js';
import { recoveryOfClaim } from './recovery-sizing.js';

/** Where a claim stands. Amounts in minor units, here and below. */
export type ClaimStanding = Pick<
  ClaimRow,
  'status' | 'outcome' | 'computedMinor' | 'approvedMinor' | 'paidMinor' | 'overpaidMinor'
>;

/** Where a recovery stands. */
export interface RecoveryStanding
  extends Pick<RecoveryRow, 'status' | 'indemnityMinor' | 'uncompensatedMinor' | 'receivedMinor' | 'costsMinor'> {
  readonly costsPayableMinor: bigint;
  readonly missingMinor: bigint;
  readonly shares: WaterfallShares;
  readonly isInsurerWhole: boolean;
}

/** An entry that a step makes in a recovery. */
export interface EntryFigures extends Pick<RecoveryReceipt, 'kind' | 'costKind' | 'amountMinor' | 'costsMinor'> {
  readonly shares: StoredShares;
  readonly investors: readonly InvestorPart[];
}

export interface RecoveryFigures {
  /** Null for one that the step opens. */
  readonly before: RecoveryStanding | null;
  readonly after: RecoveryStanding;
  readonly difference: WaterfallShares;
  readonly entries: readonly EntryFigures[];
}

/** What a step leaves and books, for somebody. */
export interface StepFigures {
  /** The claim, or the policy of a claim that the step opens. */
  readonly subjectId: string;
  readonly currency: string;
  /** Null for a claim that the step opens. */
  readonly before: ClaimStanding | null;
  readonly after: ClaimStanding;
  /** Null when the step leaves it as it is, or there is none. */
  readonly recovery: RecoveryFigures | null;
  /** Of money that moves with the step. */
  readonly payees: readonly PayeePart[];
  /** The figures are those of the decision; the step itself only proposes it. */
  readonly needsSecondPerson: boolean;
  readonly journals: readonly PlannedJournal[];
}

/** The claim a step is about; for one that it would open, with the policy. */
export interface StepSubject {
  readonly claimId: string;
  readonly policyId?: string;
}

/** A step of a claim or its recovery that can be looked at first. */
export interface ForeseeableStep<Input> {
  readonly operation: string;
  /** Undefined when there is none to be seen. */
  readonly about: (tx: Transaction, input: Input) => Promise<StepSubject | undefined>;
  readonly work: (tx: Transaction, input: Input, step: Step) => Promise<void>;
  /** To look at in place of `work`; answers whether `work` would wait for a second person. */
  readonly rehearsal?: (tx: Transaction, input: Input, step: Step) => Promise<boolean>;
}

/** Of a preview: the step is refused when its figures are no longer those. */
export type Token = string | null | undefined;

export type StepPreview = Promise<Outcome<Previewed<StepFigures>>>;

interface Snapshot {
  readonly claim: ClaimRow | undefined;
  readonly recovery: RecoveryRow | undefined;
  readonly payments: readonly ClaimPayment[];
  readonly entries: readonly RecoveryReceipt[];
}

async function snapshot(tx: Transaction, claimId: string): Promise<Snapshot> {
  const claim = await readClaim(tx, claimId);
  const recovery = claim && (await recoveryOfClaim(tx, claim));
  const payments = await paymentsOfClaims(tx, [claimId]);
  return { claim, recovery, payments, entries: recovery ? await receiptsOfRecoveries(tx, [recovery.id]) : [] };
}

const added = <Row extends { readonly id: string }>(before: readonly Row[], after: readonly Row[]): Row[] =>
  after.filter(({ id }) => !before.some((known) => known.id === id));

const claimStanding = (claim: ClaimRow): ClaimStanding => ({
  status: claim.status,
  outcome: claim.outcome,
  computedMinor: claim.computedMinor,
  approvedMinor: claim.approvedMinor,
  paidMinor: claim.paidMinor,
  overpaidMinor: claim.overpaidMinor,
});

const recoveryStanding = (recovery: RecoveryRow): RecoveryStanding => ({
  status: recovery.status,
  indemnityMinor: recovery.indemnityMinor,
  uncompensatedMinor: recovery.uncompensatedMinor,
  receivedMinor: recovery.receivedMinor,
  costsMinor: recovery.costsMinor,
  costsPayableMinor: costsPayable(recovery),
  missingMinor: missingMinor(recovery),
  shares: sharesOf(recovery),
  isInsurerWhole: isInsurerWhole(recovery),
});

const NOBODYS: WaterfallShares = { costsMinor: 0n, insurerMinor: 0n, insuredMinor: 0n, obligorSurplusMinor: 0n };

function recoveryFigures(before: Snapshot, after: Snapshot): RecoveryFigures | null {
  if (!after.recovery) return null;
  const was = before.recovery ? recoveryStanding(before.recovery) : null;
  const is = recoveryStanding(after.recovery);
  const entries = added(before.entries, after.entries).map(
    ({ kind, costKind, amountMinor, costsMinor, shares, investors }) => ({
      kind,
      costKind,
      amountMinor,
      costsMinor,
      shares: shares as StoredShares,
      investors: (investors as readonly InvestorPart[] | null) ?? [],
    }),
  );
  if (entries.length === 0 && canonicalJson(was) === canonicalJson(is)) return null;
  return { before: was, after: is, difference: waterfallDifference(was?.shares ?? NOBODYS, is.shares), entries };
}

/** What a step would leave and book now; everything it writes is taken back. The claim stays locked. */
async function foresee<Input>(
  tx: Transaction,
  { about, work, rehearsal }: ForeseeableStep<Input>,
  { input, step }: { readonly input: Input; readonly step: Step },
): Promise<StepFigures> {
  const subject = await about(tx, input);
  const claimId = subject?.claimId ?? '';
  // Nothing may move between a look and the step itself.
  if (subject?.policyId) await lockInsuredLoan(tx, subject.policyId);
  const policyId = subject?.policyId ?? (await lockClaim(tx, claimId))?.policyId ?? '';
  return rehearse(tx, async () => {
    const before = await snapshot(tx, claimId);
    let needsSecondPerson = false;
    const journals = await journalsOfWork(tx, policyId, async () => {
      if (rehearsal) needsSecondPerson = await rehearsal(tx, input, step);
      else await work(tx, input, step);
      // Other insurers joined to book their parts; the viewer is shown what it can read later, and no more.
      await actOnlyFor(tx, scopeOf(step.viewer));
    });
    const after = await snapshot(tx, claimId);
    invariant(after.claim, `claim ${claimId} is there once a step was carried out`);
    return {
      subjectId: before.claim ? claimId : policyId,
      currency: after.claim.currency,
      before: before.claim ? claimStanding(before.claim) : null,
      after: claimStanding(after.claim),
      recovery: recoveryFigures(before, after),
      payees: added(before.payments, after.payments).flatMap(({ payees }) => payees as readonly PayeePart[]),
      needsSecondPerson,
      journals,
    };
  });
}

/** The figures of a step with the token that stands for them; refused as the step would be, and nothing is written. */
export function previewStep<Input>(
  dependencies: ClaimDependencies,
  what: ForeseeableStep<Input>,
  { viewer, input }: { readonly viewer: Viewer; readonly input: Input },
): StepPreview {
  const { units, clock } = dependencies;
  return outcomeOf(() =>
    units.run(scopeOf(viewer), async (tx) => {
      const step = { ...dependencies, viewer, cause: what.operation, at: clock.now() };
      return withToken(await foresee(tx, what, { input, step }));
    }),
  );
}

/** Somebody's request for a step, with the object it is answered with. */
export interface TakenStep<Input, Answer> extends Pick<Command<Input, Answer>, 'id' | 'read'> {
  readonly request: Request;
  readonly input: Input;
  readonly token: Token;
  /** What the key stands for, where that is not the whole input. */
  readonly asked?: object;
}

/** Carries a step out, with a token only when its figures are still those of the preview. */
export function runStep<Input extends object, Answer>(
  dependencies: ClaimDependencies,
  what: ForeseeableStep<Input>,
  { request, input, token, asked = input, id, read }: TakenStep<Input, Answer>,
): Promise<Outcome<Answer>> {
  const isLookedAt = typeof token === 'string';
  return runCommand(dependencies, request, {
    operation: what.operation,
    input: isLookedAt ? { ...asked, token } : asked,
    id,
    work: async (tx, step) => {
      if (isLookedAt) requireToken(token, await foresee(tx, what, { input, step }));
      await what.work(tx, input, step);
    },
    read,
  });
}
