import { addDays, addMonths, type CalendarDate } from '../../kernel/index.js';
import { SANDBOX_IDS } from '../../sandbox/seed.js';
import { car, home, television } from './cast.js';
import { quoteFor, type Stage, takeCover } from './cover.js';
import { CLAIM_UPDATES, HOLIDAY, REFUSE, TRIAL_BALANCE } from './documents.js';
import { minor } from './figures.js';
import type { Answer, LiveUpdates } from './gateway.js';
import { type Default, explainClaim, giveEvidence, recover, settle } from './loss.js';
import { returnCable } from './order-return.js';
import { businessDate, liveUntil, payOldest, type Reporter, readLoan, reportMissed } from './servicing.js';
import { StoryError } from './story-error.js';

const WAITING_DAYS = 90;
const PAID_BEFORE_DEFAULT = 3;

interface Cast {
  readonly television: Reporter;
  readonly car: Reporter;
  readonly home: Reporter;
  readonly loss: Default;
  /** Who watches the insurer's claims: the dashboard of the insurer that got the business. */
  readonly watcher: string;
}

interface Watch {
  readonly watcher: string;
  readonly policy: string;
}

async function atTheCheckout(stage: Stage, today: CalendarDate): Promise<Reporter> {
  const { gateway, tell } = stage;
  tell.chapter("At the merchant's checkout");
  const declined = await quoteFor(stage, television(today, 'SANDBOX-BAD'));
  tell.check('a poor history is declined', declined.decision.outcome, 'DECLINED');
  tell.say(`declined: ${declined.decision.adverseActionReasons.map(({ message }: Answer) => message).join(' ')}`);
  const unwanted = await quoteFor(stage, television(today));
  const refusal = { quote: unwanted.id, reason: 'Pays by card after all' };
  const refused = await gateway.does('merchant', REFUSE, refusal, 'Quote');
  tell.check('an opt-out is recorded', refused.status, 'REFUSED');
  tell.say(`opted out: ${refused.refusalReason}`);
  const policy = await takeCover(stage, television(today), { share: '0.9', withInterest: true });
  return { policy, user: 'lender', sequence: 0 };
}

async function atTheDealer(
  stage: Stage,
  today: CalendarDate,
): Promise<{ reporter: Reporter; purchase: ReturnType<typeof car> }> {
  const { tell } = stage;
  tell.chapter('At the car dealer');
  const tooLong = await quoteFor(stage, car(today, 108));
  tell.check('nine years are declined', tooLong.decision.outcome, 'DECLINED');
  const { message, cure } = tooLong.decision.reasons[0];
  tell.say(`108 instalments: ${message} ${cure ?? ''}`);
  tell.say('so the customer takes 36 with a balloon:');
  const purchase = car(today, 36);
  const policy = await takeCover(stage, purchase, { share: '0.9', withInterest: true });
  return { reporter: { policy, user: 'lender', sequence: 0 }, purchase };
}

async function atTheHousingLender(stage: Stage, today: CalendarDate): Promise<Reporter> {
  stage.tell.chapter('At the housing lender');
  const policy = await takeCover(stage, home(today), { share: '0.3', withInterest: false });
  return { policy, user: 'housingLender', sequence: 0 };
}

/** Months of payments; the driver of the car stops after three. */
async function monthsGoBy(stage: Stage, start: CalendarDate, cast: Cast): Promise<void> {
  const { tell } = stage;
  tell.chapter('Months go by');
  for (let month = 1; month <= PAID_BEFORE_DEFAULT + 1; month += 1) {
    const due = addMonths(start, month);
    await liveUntil(stage, due);
    for (const reporter of [cast.television, cast.home]) await payOldest(stage, reporter, due);
    if (month <= PAID_BEFORE_DEFAULT) await payOldest(stage, cast.car, due);
    else await reportMissed(stage, cast.car, due);
    tell.say(`${due}: television and home paid; the car ${month <= PAID_BEFORE_DEFAULT ? 'too' : 'did not'}`);
    if (month === 2) await returnCable(stage, cast.television);
  }
  await liveUntil(stage, addDays(addMonths(start, PAID_BEFORE_DEFAULT + 1), 31));
  const { loan } = await readLoan(stage, cast.car);
  tell.check('overdue, but not a claim', [loan.overdueState, loan.daysPastDue], ['NOTICE_DUE', 31]);
  tell.say('31 days behind, the insurer has notice; an overdue is not a claim');
  await lookAtHoliday(stage);
  const done = await liveUntil(stage, cast.loss.triggeredOn);
  tell.check('claims opened by the feed', (done['claims opened'] ?? 0) >= 1, true);
}

/** What the lender could grant, and whose overdue it would stop; nothing is ordered, so the default goes on. */
async function lookAtHoliday(stage: Stage): Promise<void> {
  const { gateway, tell } = stage;
  const today = await businessDate(stage);
  const input = {
    lender: SANDBOX_IDS.harbourBank,
    reason: 'MORATORIUM',
    from: addDays(today, 1),
    until: addDays(today, 90),
  };
  const { moratoriumPreview: holiday } = await gateway.ask('lender', HOLIDAY, { input });
  const { policies, stoppedPolicies: stopped } = holiday;
  tell.check(
    'the car\u2019s cover stops the overdue in a moratorium, the television\u2019s does not',
    policies > stopped && stopped > 0,
    true,
  );
  tell.say(
    `a moratorium of 90 days would hold ${policies} policies and stop the overdue of ${stopped}, as their products say`,
  );
}

/** The dashboard wakes up again and reads on where it was: the same updates in the same order. */
async function sleepAndResume(stage: Stage, live: LiveUpdates, { watcher, policy }: Watch): Promise<void> {
  const { gateway, tell } = stage;
  const seen = live.received.map(({ claimUpdates }) => claimUpdates);
  await live.stop();
  const first = seen[0];
  if (!first) throw new StoryError('the dashboard saw nothing');
  const resumed = gateway.subscribe(watcher, CLAIM_UPDATES, { after: first.cursor, policy });
  await resumed.atLeast(seen.length - 1);
  tell.check(
    'resumed from its cursor',
    resumed.received.map(({ claimUpdates }) => claimUpdates),
    seen.slice(1),
  );
  await resumed.stop();
  tell.say(`it slept, came back with its cursor and missed none of ${seen.length} updates`);
}

async function theLoss(stage: Stage, cast: Cast, live: LiveUpdates): Promise<void> {
  const { gateway, tell } = stage;
  tell.chapter('The claim');
  await live.atLeast(1);
  const { event, claim: told } = live.received[0].claimUpdates;
  tell.check('the dashboard is told', event, 'claim.notified');
  tell.say(`the dashboard saw it live: ${event} ${told.number} for ${told.policy.number}`);
  const desk = await insurerDesk(stage, cast.car.policy);
  const claim = await explainClaim(stage, told.id, { ...cast, insuredShare: '0.9' });
  await giveEvidence(stage, claim);
  const settlement = { desk, loss: cast.loss, insuredShare: '0.9', collateral: { amount: '9000.00', currency: 'EUR' } };
  const { recovery, paidMinor } = await settle(stage, claim, settlement);
  const policy = await readLoan(stage, cast.car);
  tell.check('indemnity on the policy', minor(policy.indemnityPaid), paidMinor);
  tell.chapter('The recovery');
  await recover(stage, settlement, recovery, ['1500.00', '250.00']);
  await live.atLeast(4);
  await sleepAndResume(stage, live, { watcher: cast.watcher, policy: cast.car.policy });
  tell.chapter('The books');
  for (const currency of ['USD', 'EUR']) {
    const { ledger } = await gateway.ask('operator', TRIAL_BALANCE, { currency });
    const { debit, credit } = ledger.trialBalance;
    tell.check(`debit equals credit in ${currency}`, debit, credit);
    tell.say(`${currency}: ${debit.amount} debit, ${credit.amount} credit`);
  }
}

/** The claims desk of whoever carries the policy. */
async function insurerDesk({ gateway }: Stage, policy: string): Promise<string> {
  const { policy: read } = await gateway.ask('dealer', 'query ($id: ID!) { policy(id: $id) { insurer { name } } }', {
    id: policy,
  });
  return read.insurer.name.startsWith('Northwind') ? 'claims' : 'alderClaims';
}

/** Plays the merchant, the dealer, the housing lender, their lenders and the insurer through most of a year. */
export async function runStory(stage: Stage): Promise<void> {
  const start = await businessDate(stage);
  const tv = await atTheCheckout(stage, start);
  const { reporter, purchase } = await atTheDealer(stage, start);
  const mortgage = await atTheHousingLender(stage, start);
  const missedOn = addMonths(start, PAID_BEFORE_DEFAULT + 1);
  const loss = { purchase, paid: PAID_BEFORE_DEFAULT, triggeredOn: addDays(missedOn, WAITING_DAYS) };
  const watcher = (await insurerDesk(stage, reporter.policy)) === 'claims' ? 'dashboard' : 'alderClaims';
  const cast: Cast = { television: tv, car: reporter, home: mortgage, loss, watcher };
  const live = stage.gateway.subscribe(watcher, CLAIM_UPDATES, { policy: reporter.policy });
  try {
    await monthsGoBy(stage, start, cast);
    await theLoss(stage, cast, live);
  } finally {
    await live.stop();
  }
}
