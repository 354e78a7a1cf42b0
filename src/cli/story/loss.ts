import { type CalendarDate, daysBetween } from '../../kernel/index.js';
import type { Purchase } from './cast.js';
import type { Stage } from './cover.js';
import { CLAIM, DECIDE, EVIDENCE, PAY, RECOVER } from './documents.js';
import { accruedMinor, minor, scheduleOf, shareOfMinor } from './figures.js';
import type { Answer } from './gateway.js';
import { businessDate } from './servicing.js';
import { madeUpReference } from './things.js';

export interface Default {
  readonly purchase: Purchase;
  /** Instalments that were paid before the first missed one. */
  readonly paid: number;
  readonly triggeredOn: CalendarDate;
}

/** The covered loss worked out from the schedule alone: principal, interest due and unpaid, interest since the last due date. */
export function coveredLossMinor({ purchase, paid, triggeredOn }: Default): bigint {
  const { instalments } = scheduleOf(purchase.loan);
  const principal = instalments.slice(paid).reduce((sum, row) => sum + row.principalMinor, 0n);
  const due = instalments.slice(paid).filter(({ dueOn }) => dueOn <= triggeredOn);
  const interest = due.reduce((sum, row) => sum + row.interestMinor, 0n);
  const last = due.at(-1);
  const accrued = last
    ? accruedMinor(last.closingBalanceMinor, purchase.loan.annualRate, daysBetween(last.dueOn, triggeredOn))
    : 0n;
  return principal + interest + accrued;
}

export interface Explanation {
  readonly watcher: string;
  readonly loss: Default;
  readonly insuredShare: string;
}

/** Reads the claim as its watcher and holds every figure against the schedule. */
export async function explainClaim({ gateway, tell }: Stage, id: string, explanation: Explanation): Promise<Answer> {
  const { watcher, loss, insuredShare } = explanation;
  const { claim } = await gateway.ask(watcher, CLAIM, { id });
  const covered = coveredLossMinor(loss);
  tell.check('covered loss', minor(claim.indemnity.coveredLoss), covered);
  tell.check('indemnity', minor(claim.indemnity), shareOfMinor(covered, insuredShare));
  tell.say(
    `${claim.number} opened by itself: first missed ${claim.defaultedOn}, waiting period over ${claim.triggeredOn}`,
  );
  for (const { parent, code, amount, formula } of claim.indemnity.tree) {
    const indent = parent ? '  '.repeat(parent.split('.').length) : '';
    tell.say(`  ${`${indent}${code}`.padEnd(28)} ${amount.amount.padStart(12)}  ${formula}`);
  }
  return claim;
}

export async function giveEvidence({ gateway, tell }: Stage, claim: Answer): Promise<void> {
  let status = claim.status;
  for (const { kind, label, required } of claim.checklist) {
    if (!required) continue;
    const document = await gateway.upload('lender', `${kind.toLowerCase()}.pdf`, `%PDF-1.7\n% ${label}\n%%EOF\n`);
    const input = { claim: claim.id, kind, document };
    ({ status } = await gateway.does('lender', EVIDENCE, { key: madeUpReference('evidence'), input }, 'Claim'));
    tell.say(`the lender sent: ${label}`);
  }
  tell.check('the file is complete', status, 'UNDER_REVIEW');
}

export interface Settlement {
  readonly desk: string;
  readonly loss: Default;
  readonly insuredShare: string;
  /** What the sale of the collateral brought. */
  readonly collateral: { readonly amount: string; readonly currency: string };
}

/** Decides net of the collateral, pays, and answers the recovery's id and what was paid. */
export async function settle(
  stage: Stage,
  claim: Answer,
  settlement: Settlement,
): Promise<{ recovery: string; paidMinor: bigint }> {
  const { gateway, tell } = stage;
  const { desk, collateral } = settlement;
  const covered = coveredLossMinor(settlement.loss) - minor(collateral);
  const approved = shareOfMinor(covered, settlement.insuredShare);
  const input = { claim: claim.id, outcome: 'APPROVED', netCollateral: collateral };
  const decided = await gateway.does(desk, DECIDE, { key: madeUpReference('decide'), input }, 'Claim');
  tell.check('approved net of the collateral', minor(decided.approved), approved);
  tell.say(`the car was sold for ${collateral.amount}; the claims desk approved ${decided.approved.amount}`);
  const payment = { claim: claim.id, paidOn: await businessDate(stage), reference: madeUpReference('WIRE') };
  const paid = await gateway.does(desk, PAY, { key: madeUpReference('pay'), input: payment }, 'Claim');
  tell.check('paid', minor(paid.paid), approved);
  tell.check("the lender's own share", minor(paid.recovery.uncompensated), covered - approved);
  tell.say(`${paid.paid.amount} went to the lender, who keeps a loss of ${paid.recovery.uncompensated.amount}`);
  return { recovery: paid.recovery.id, paidMinor: approved };
}

/** Money from the obligor: the insurer first, then the lender; every part adds up to what came. */
export async function recover(
  stage: Stage,
  settlement: Settlement,
  recovery: string,
  amounts: readonly string[],
): Promise<void> {
  const { gateway, tell } = stage;
  const { currency } = settlement.collateral;
  let receivedMinor = 0n;
  for (const amount of amounts) {
    const reference = madeUpReference('RECEIPT');
    const input = { recovery, reference, receivedOn: await businessDate(stage), amount: { amount, currency } };
    const answer = await gateway.does(settlement.desk, RECOVER, { key: reference, input }, 'Recovery');
    receivedMinor += minor({ amount, currency });
    const parts = [answer.shares.costs, answer.shares.insurer, answer.shares.lender, answer.shares.obligor];
    tell.check('received', minor(answer.received), receivedMinor);
    tell.check(
      'shares add up to what came',
      parts.reduce((sum, part) => sum + minor(part), 0n),
      receivedMinor,
    );
    tell.say(
      `${amount} came in: ${answer.shares.insurer.amount} to the insurer so far, ${answer.shares.lender.amount} to the lender`,
    );
  }
}
