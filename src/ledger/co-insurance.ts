import { allocate, type CurrencyCode } from '../kernel/index.js';
import type { AccountCode } from './accounts.js';
import type { JournalKind, PostingDraft } from './entries.js';

/** An insurer of a policy; the leader, in whose books the policy is booked first, comes before its followers. */
export interface Carrier {
  readonly insurerId: string;
  /** Its share of the policy in millionths. */
  readonly weight: bigint;
}

type OwnKind = 'PREMIUM_CO_INSURED' | 'LOSS_CO_INSURED' | 'RECOVERY_CO_INSURED';

/** Journals whose amounts run together, and the accounts of them that every insurer holds for its own part. */
interface Flow {
  readonly sources: readonly JournalKind[];
  readonly accounts: readonly AccountCode[];
  readonly kind: OwnKind;
}

/*
 * The leader asks for premium, pays commission and indemnity, and receives recoveries for all of them: cash, receivables
 * and what partners, lenders and obligors are owed stay in its books. What lacks to balance a part stands on CO_INSURANCE_DUE.
 */
const FLOWS: readonly Flow[] = [
  {
    sources: ['PREMIUM_WRITTEN', 'PREMIUM_REDUCED'],
    accounts: ['UNEARNED_PREMIUM', 'PREMIUM_TAX_PAYABLE', 'DEFERRED_COMMISSION'],
    kind: 'PREMIUM_CO_INSURED',
  },
  { sources: ['LOSS_RESERVED'], accounts: ['LOSS_RESERVE', 'CLAIMS_INCURRED'], kind: 'LOSS_CO_INSURED' },
  {
    sources: ['CLAIM_APPROVED', 'CLAIM_APPROVAL_REVERSED'],
    accounts: ['CLAIMS_PAYABLE', 'CLAIMS_INCURRED'],
    kind: 'LOSS_CO_INSURED',
  },
  { sources: ['CLAIM_PAID'], accounts: ['CLAIMS_PAYABLE'], kind: 'LOSS_CO_INSURED' },
  { sources: ['CLAIM_OVERPAID'], accounts: ['CLAIM_REFUNDS_DUE', 'CLAIMS_INCURRED'], kind: 'LOSS_CO_INSURED' },
  { sources: ['CLAIM_OVERPAYMENT_RETURNED'], accounts: ['CLAIM_REFUNDS_DUE'], kind: 'LOSS_CO_INSURED' },
  {
    sources: ['RECOVERY_RECEIVED', 'RECOVERY_CORRECTED', 'RECOVERY_COST_BILLED'],
    accounts: ['RECOVERY_INCOME', 'RECOVERY_COSTS'],
    kind: 'RECOVERY_CO_INSURED',
  },
];

const FLOW_OF: ReadonlyMap<JournalKind, Flow> = new Map(
  FLOWS.flatMap((flow) => flow.sources.map((source) => [source, flow] as const)),
);

/** Every kind of journal that insurers share. */
export const SHARED_KINDS: readonly JournalKind[] = [...FLOW_OF.keys()];

/**
 * What has been booked for policies so far, per flow and account. Insurers share the total, not each amount: rounding
 * never adds up to more than one minor unit, and what comes to nothing comes to nothing for everybody.
 */
export class SharedTotals {
  private readonly totals = new Map<string, bigint>();

  /** Answers what stood there before. */
  add(
    { policyId, kind }: { readonly policyId: string; readonly kind: JournalKind },
    account: string,
    minor: bigint,
  ): bigint {
    const key = `${policyId} ${FLOW_OF.get(kind)?.sources[0]} ${account}`;
    const before = this.totals.get(key) ?? 0n;
    this.totals.set(key, before + minor);
    return before;
  }
}

/** How a change of a total changes the parts; each total is split by largest remainder, ties to the earlier part. */
export function splitChange(beforeMinor: bigint, changeMinor: bigint, weights: readonly bigint[]): bigint[] {
  const was = allocate(beforeMinor, weights);
  return allocate(beforeMinor + changeMinor, weights).map((part, at) => part - (was[at] ?? 0n));
}

interface Source {
  readonly kind: JournalKind;
  readonly postings: readonly PostingDraft[];
}

/** A journal in the books of one of the insurers. */
export interface OwnEntry extends Source {
  readonly insurerId: string;
}

function balanced(
  { insurerId }: Carrier,
  kind: OwnKind,
  { currency, lines }: { readonly currency: CurrencyCode; readonly lines: readonly (readonly [AccountCode, bigint])[] },
): OwnEntry[] {
  const moved = lines.filter(([, minor]) => minor !== 0n);
  const due = moved.reduce((sum, [, minor]) => sum - minor, 0n);
  const all = due === 0n ? moved : [...moved, ['CO_INSURANCE_DUE', due] as const];
  const postings = all.map(([account, minor]): PostingDraft => ({ account, currency, minor }));
  return postings.length === 0 ? [] : [{ insurerId, kind, postings }];
}

/**
 * What follows from a journal of the leader: its own books give up the parts of its followers, theirs take them. Nothing
 * for a kind that insurers do not share.
 */
export function sharedEntries(
  source: Source & { readonly policyId: string },
  carriers: readonly Carrier[],
  totals: SharedTotals,
): OwnEntry[] {
  const flow = FLOW_OF.get(source.kind);
  const currency = source.postings[0]?.currency;
  const [leader, ...followers] = carriers;
  if (!flow || !currency || !leader || followers.length === 0) return [];
  const weights = carriers.map(({ weight }) => weight);
  const parts = flow.accounts.map((account) => {
    const minor = source.postings.filter((one) => one.account === account).reduce((sum, one) => sum + one.minor, 0n);
    return { account, minors: splitChange(totals.add(source, account, minor), minor, weights) };
  });
  const givenUp = parts.map(
    ({ account, minors }) => [account, minors.slice(1).reduce((sum, minor) => sum - minor, 0n)] as const,
  );
  return [
    ...balanced(leader, flow.kind, { currency, lines: givenUp }),
    ...followers.flatMap((follower, at) =>
      balanced(follower, flow.kind, {
        currency,
        lines: parts.map(({ account, minors }) => [account, minors[at + 1] ?? 0n] as const),
      }),
    ),
  ];
}
