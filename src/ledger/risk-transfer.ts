import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { RiskTransfer } from '../entities/index.js';
import { quotaShare } from '../finance/index.js';
import { type CurrencyCode, decimal, multiplyMinor } from '../kernel/index.js';
import type { AccountCode } from './accounts.js';
import type { JournalKind, PostingDraft } from './entries.js';

/** Shares of a policy that its insurer passes on, 0 to 1, as decimal text. */
export type TransferShares = Pick<RiskTransfer, 'cededShare' | 'cedingCommission' | 'coInsuredShare'>;

/** What an amount of premium, without tax, and its commission come to. Minor units; below zero when it is given back. */
export interface PremiumShares {
  /** What the insurer keeps for its own account and for its reinsurers. */
  readonly premiumMinor: bigint;
  readonly commissionMinor: bigint;
  readonly coInsuredMinor: bigint;
  readonly coInsuredCommissionMinor: bigint;
  readonly cededMinor: bigint;
  readonly cedingCommissionMinor: bigint;
}

const BY_POLICIES = {
  name: 'riskTransfer.ofPolicies',
  text: `SELECT ${selectList(RiskTransfer)} FROM risk_transfer WHERE policy_id = ANY ($1)`,
};

/** The shares of policies that pass something on, by policy id. */
export async function riskTransfersOf(
  tx: Transaction,
  policyIds: readonly string[],
): Promise<ReadonlyMap<string, TransferShares>> {
  const rows = await tx.rows<RiskTransfer>(BY_POLICIES, [policyIds]);
  return new Map(rows.map((row) => [row.policyId, row]));
}

const magnitude = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/** Co-insurers take their share first, reinsurers theirs of what the insurer then holds; each rounded half up once. */
export function premiumShares(
  premiumMinor: bigint,
  commissionMinor: bigint,
  shares: TransferShares | undefined,
): PremiumShares {
  const others = decimal(shares?.coInsuredShare ?? '0');
  const coInsuredMinor = multiplyMinor(premiumMinor, others);
  const coInsuredCommissionMinor = multiplyMinor(commissionMinor, others);
  const own = premiumMinor - coInsuredMinor;
  const sign = own < 0n ? -1n : 1n;
  const ceded = quotaShare(
    { premiumMinor: magnitude(own) },
    { share: decimal(shares?.cededShare ?? '0'), commission: decimal(shares?.cedingCommission ?? '0') },
  );
  return {
    premiumMinor: own,
    commissionMinor: commissionMinor - coInsuredCommissionMinor,
    coInsuredMinor,
    coInsuredCommissionMinor,
    cededMinor: sign * ceded.cededPremiumMinor,
    cedingCommissionMinor: sign * ceded.commissionMinor,
  };
}

/** A journal that follows from another one because its insurer does not carry the whole policy. */
export interface TransferEntry {
  readonly kind: JournalKind;
  readonly postings: readonly PostingDraft[];
}

interface Source {
  readonly kind: JournalKind;
  readonly postings: readonly PostingDraft[];
}

type Line = readonly [account: AccountCode, minor: bigint];

function entry(kind: JournalKind, currency: CurrencyCode, lines: readonly Line[]): TransferEntry[] {
  const postings = lines
    .filter(([, minor]) => minor !== 0n)
    .map(([account, minor]): PostingDraft => ({ account, currency, minor }));
  return postings.length === 0 ? [] : [{ kind, postings }];
}

const sumOn = ({ postings }: Source, account: AccountCode): bigint =>
  postings.filter((posting) => posting.account === account).reduce((sum, { minor }) => sum + minor, 0n);

function premiumEntries(source: Source, currency: CurrencyCode, shares: TransferShares): TransferEntry[] {
  const parts = premiumShares(-sumOn(source, 'UNEARNED_PREMIUM'), sumOn(source, 'DEFERRED_COMMISSION'), shares);
  return [
    ...entry('PREMIUM_CO_INSURED', currency, [
      ['UNEARNED_PREMIUM', parts.coInsuredMinor],
      ['DEFERRED_COMMISSION', -parts.coInsuredCommissionMinor],
      ['CO_INSURANCE_DUE', parts.coInsuredCommissionMinor - parts.coInsuredMinor],
    ]),
    ...entry('CEDED_PREMIUM_WRITTEN', currency, [
      ['REINSURERS_UNEARNED', parts.cededMinor],
      ['DEFERRED_CEDING_COMMISSION', -parts.cedingCommissionMinor],
      ['REINSURANCE_PAYABLE', parts.cedingCommissionMinor - parts.cededMinor],
    ]),
  ];
}

/** Losses and recoveries alike: what others carry of an amount, co-insurers first. */
function carriedByOthers(minor: bigint, shares: TransferShares): { coInsured: bigint; ceded: bigint } {
  const coInsured = multiplyMinor(minor, decimal(shares.coInsuredShare));
  return { coInsured, ceded: multiplyMinor(minor - coInsured, decimal(shares.cededShare)) };
}

function lossEntries(source: Source, currency: CurrencyCode, shares: TransferShares): TransferEntry[] {
  const { coInsured, ceded } = carriedByOthers(sumOn(source, 'CLAIMS_INCURRED'), shares);
  return [
    ...entry('LOSS_CO_INSURED', currency, [
      ['CO_INSURANCE_DUE', coInsured],
      ['CLAIMS_INCURRED', -coInsured],
    ]),
    ...entry('CEDED_LOSS', currency, [
      ['REINSURANCE_RECOVERABLE', ceded],
      ['CEDED_CLAIMS', -ceded],
    ]),
  ];
}

function recoveryEntries(source: Source, currency: CurrencyCode, shares: TransferShares): TransferEntry[] {
  const { coInsured, ceded } = carriedByOthers(-sumOn(source, 'RECOVERY_INCOME'), shares);
  return [
    ...entry('RECOVERY_CO_INSURED', currency, [
      ['RECOVERY_INCOME', coInsured],
      ['CO_INSURANCE_DUE', -coInsured],
    ]),
    ...entry('CEDED_RECOVERY', currency, [
      ['CEDED_RECOVERIES', ceded],
      ['REINSURANCE_PAYABLE', -ceded],
    ]),
  ];
}

/** Earned premium is booked by the close, which knows what was ceded of it. */
const IS_PREMIUM: ReadonlySet<JournalKind> = new Set(['PREMIUM_WRITTEN', 'PREMIUM_REDUCED']);

/** What follows from a journal of a policy for its co-insurers and reinsurers: booked at the source, in the same breath. */
export function transferEntries(source: Source, shares: TransferShares): TransferEntry[] {
  const currency = source.postings[0]?.currency;
  if (!currency) return [];
  return [
    ...(IS_PREMIUM.has(source.kind) ? premiumEntries(source, currency, shares) : []),
    ...lossEntries(source, currency, shares),
    ...recoveryEntries(source, currency, shares),
  ];
}
