import type { Purchase } from './cast.js';
import { ACTIVATE, BIND, POLICY, QUOTE } from './documents.js';
import { minor, scheduleOf, shareOfMinor } from './figures.js';
import type { Answer, StoryGateway } from './gateway.js';
import type { Narrator } from './narrator.js';
import { madeUpReference } from './things.js';

export interface Stage {
  readonly gateway: StoryGateway;
  readonly tell: Narrator;
}

const shown = ({ amount, currency }: { amount: string; currency: string }): string => `${amount} ${currency}`;

/** Premium lines add up to the total, and the sum insured is the insured share of what the loan can come to owe. */
function checkOffer({ tell }: Stage, offer: Answer, insuredMinor: bigint): void {
  const lines = offer.premium.lines.reduce((sum: bigint, line: Answer) => sum + minor(line.amount), 0n);
  tell.check('premium lines add up', lines, minor(offer.premium.total));
  tell.check('sum insured', minor(offer.sumInsured), insuredMinor);
}

export async function quoteFor({ gateway }: Stage, purchase: Purchase): Promise<Answer> {
  const variables = { key: madeUpReference('quote'), input: purchase.request };
  return gateway.does(purchase.user, QUOTE, variables, 'Quote');
}

/** What the insured share is of: principal and interest, or the principal alone. */
export interface Cover {
  readonly share: string;
  readonly withInterest: boolean;
}

/** Quotes, compares the offers, binds the cheapest twice with one key, and starts the cover. Answers the policy's id. */
export async function takeCover(stage: Stage, purchase: Purchase, cover: Cover): Promise<string> {
  const { gateway, tell } = stage;
  const schedule = scheduleOf(purchase.loan);
  const quote = await quoteFor(stage, purchase);
  tell.check('decision', quote.decision.outcome, 'APPROVED');
  const owedMinor = minor(purchase.loan.principal) + (cover.withInterest ? schedule.totalInterestMinor : 0n);
  for (const offer of quote.offers) {
    checkOffer(stage, offer, shareOfMinor(owedMinor, cover.share));
    tell.say(`${offer.insurer.name} offers to insure ${shown(offer.sumInsured)} for ${shown(offer.premium.total)}`);
  }
  const cheapest = [...quote.offers].sort((a, b) => Number(minor(a.premium.total) - minor(b.premium.total)))[0];
  const bind = { key: madeUpReference('bind'), input: { offer: cheapest.id, premiumAtMost: cheapest.premium.total } };
  const policy = await gateway.does(purchase.user, BIND, bind, 'Policy');
  const again = await gateway.does(purchase.user, BIND, bind, 'Policy');
  tell.check('the same policy on a retry', again.id, policy.id);
  tell.say(`bound with ${cheapest.insurer.name} as ${policy.number}; a retry with the same key got the same policy`);
  await activate(stage, purchase, policy.id);
  await checkSchedule(stage, purchase, policy.id);
  return policy.id;
}

async function activate({ gateway, tell }: Stage, purchase: Purchase, policy: string): Promise<void> {
  const { disbursedOn, principal } = purchase.loan;
  const input = {
    policy,
    disbursement: { disbursedOn, amount: principal, loanReference: madeUpReference('LOAN') },
    purposeEvidence: purchase.evidence,
  };
  const active = await gateway.does(purchase.lender, ACTIVATE, { key: madeUpReference('activate'), input }, 'Policy');
  tell.check('status after activation', active.status, 'ACTIVE');
  tell.say(`the lender showed a ${purchase.evidence.kind} for ${purchase.evidence.reference}; cover is in force`);
}

/** The gateway's schedule is the library's, instalment by instalment. */
async function checkSchedule({ gateway, tell }: Stage, purchase: Purchase, policy: string): Promise<void> {
  const { policy: read } = await gateway.ask(purchase.user, POLICY, { id: policy });
  const rows = read.loan.schedule.map((row: Answer) => [row.dueOn, minor(row.principal), minor(row.interest)]);
  const expected = scheduleOf(purchase.loan).instalments.map((row) => [
    row.dueOn,
    row.principalMinor,
    row.interestMinor,
  ]);
  tell.check('schedule', rows.map(String), expected.map(String));
}
