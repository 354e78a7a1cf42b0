import { claimKey } from '../database/idempotency.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { type Offer, Policy, PolicyTransaction, type Quote } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { keepOfferCapacity } from '../exposure/quote-capacity.js';
import {
  addDays,
  businessNumber,
  type CalendarDate,
  issue as fieldIssue,
  invalidInput,
  invariant,
  type Money,
  newId,
  notFound,
  type PolicyId,
  refuse,
  stateConflict,
  yearOf,
} from '../kernel/index.js';
import { type QuoteStatus, quoteLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import { insuredBy } from '../underwriting/alternative.js';
import type { Facts } from '../underwriting/facts.js';
import { loanSchedule } from '../underwriting/loan-schedule.js';
import type { Obligor } from '../underwriting/obligor.js';
import { needConfirmation, type StoredCondition } from '../underwriting/offer-conditions.js';
import { closeReferrals } from '../underwriting/referral-rows.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { recordInsurerShares } from './insurer-shares.js';
import { type InvestorShare, setInvestors } from './investors.js';
import { policyEvent } from './policy-events.js';
import { insertRoles } from './policy-roles.js';
import { lockQuote, readOfferToTake, readPolicy } from './policy-rows.js';
import { lockPurpose } from './purpose-lock.js';

export interface BindRequest {
  readonly offer: string;
  /** The most the caller will pay, tax included. */
  readonly premiumAtMost: Money;
  /** That the caller meets the conditions of the offer, where it has any to meet. */
  readonly conditionsMet: boolean;
  /** Who will hold the loan, when its platform says so at once. */
  readonly investors?: readonly InvestorShare[] | null;
}

export interface BindContext {
  readonly partnerId: string;
  readonly idempotencyKey: string;
  readonly at: Date;
  /** Business date in UTC, for the policy number's year. */
  readonly today: CalendarDate;
  /** The key that policy numbers are drawn with. */
  readonly numberKey: string;
  terms(productVersionId: string): Promise<ProductTerms>;
  scenario(code: string): ScenarioModule;
}

const DAY_MS = 86_400_000;
const NEXT_NUMBER = { name: 'policy.nextNumber', text: `SELECT nextval('policy_number') AS number` };

/** An offer under conditions is taken by saying that they are met. */
function guardConditions(offer: Offer, { conditionsMet }: BindRequest): void {
  if (conditionsMet || !needConfirmation((offer.conditions as StoredCondition[] | null) ?? [])) return;
  refuse(
    invalidInput([
      fieldIssue(
        'conditionsMet',
        'CONDITIONS_NOT_MET',
        'must be true: the offer has conditions that are yours to meet',
      ),
    ]),
  );
}

const isOpen = (offer: Offer, quote: Pick<Quote, 'status'>): boolean =>
  quote.status === 'OFFERED' || (quote.status === 'DECLINED' && offer.counter);

function guardExpiry(offer: Offer, quote: Pick<Quote, 'status' | 'expiresAt'>, at: Date): void {
  const expiresAt = offer.expiresAt ?? quote.expiresAt;
  if (quote.status === 'EXPIRED' || (isOpen(offer, quote) && expiresAt <= at)) {
    refuse({
      problem: 'OfferExpired',
      message: 'The offer has expired; ask for a new quote.',
      expiredAt: expiresAt,
    });
  }
}

function guardOffer(offer: Offer, quote: Quote, request: BindRequest, at: Date): void {
  guardExpiry(offer, quote, at);
  if (!isOpen(offer, quote)) refuse(stateConflict('quote', quote.status, 'BOUND'));
  const { premiumAtMost } = request;
  if (premiumAtMost.currency !== offer.currency) {
    const message = `must be in ${offer.currency}, as the premium is`;
    refuse(invalidInput([fieldIssue('premiumAtMost.currency', 'CURRENCY_MISMATCH', message)]));
  }
  if (offer.premiumMinor > premiumAtMost.minor) {
    refuse({
      problem: 'PremiumAboveGuard',
      message: 'The premium of the offer is above the amount the caller accepts.',
      currency: offer.currency,
      premiumMinor: offer.premiumMinor,
      atMostMinor: premiumAtMost.minor,
    });
  }
}

async function policyRow(
  tx: Transaction,
  {
    id,
    offer,
    quote,
    terms,
  }: { readonly id: PolicyId; readonly offer: Offer; readonly quote: Quote; readonly terms: ProductTerms },
  context: BindContext,
): Promise<Policy> {
  const [sequence] = await tx.rows<{ number: bigint }>(NEXT_NUMBER);
  const { loan, risk } = insuredBy(offer, quote);
  const lastDueOn = loanSchedule(loan).instalments.at(-1)?.dueOn;
  invariant(lastDueOn && sequence, 'a schedule has instalments and a sequence a next value');
  const disbursement = new Date(`${loan.disbursedOn}T00:00:00Z`).getTime();
  return {
    id,
    number: businessNumber('CG', yearOf(context.today), { position: sequence.number, key: context.numberKey }),
    partnerId: quote.partnerId,
    insurerId: offer.insurerId,
    lenderId: quote.lenderId,
    programmeId: quote.programmeId,
    productVersionId: offer.productVersionId,
    quoteId: quote.id,
    offerId: offer.id,
    scenario: quote.scenario,
    scenarioVersion: quote.scenarioVersion,
    status: 'PENDING_ACTIVATION',
    obligorReference: quote.obligorReference,
    risk,
    facts: (quote.facts as Facts).scenario,
    currency: offer.currency,
    sumInsuredMinor: offer.sumInsuredMinor,
    insuredPercentage: offer.insuredPercentage,
    premiumMinor: offer.premiumMinor,
    premiumLines: offer.premiumLines,
    indemnityPaidMinor: 0n,
    startsOn: loan.disbursedOn,
    // A default on the last instalment must still fall inside the cover when its waiting period ends.
    endsOn: addDays(lastDueOn, terms.waitingDays + 1),
    activationDeadline: new Date(Math.max(context.at.getTime(), disbursement) + terms.activationDays * DAY_MS),
    boundAt: context.at,
    activatedAt: null,
    closedAt: null,
  };
}

async function issue(tx: Transaction, policy: Policy, at: Date): Promise<void> {
  await tx.manager.insert(PolicyTransaction, {
    id: newId('policyTransaction'),
    policyId: policy.id,
    partnerId: policy.partnerId,
    insurerId: policy.insurerId,
    lenderId: policy.lenderId,
    sequence: 1,
    kind: 'ISSUANCE',
    effectiveOn: policy.startsOn,
    recordedAt: at,
    currency: policy.currency,
    sumInsuredDeltaMinor: policy.sumInsuredMinor,
    premiumDeltaMinor: policy.premiumMinor,
    premiumLines: policy.premiumLines as object,
    reason: 'ISSUED',
  });
}

/**
 * Takes an offer: the quote becomes BOUND, a policy waits for its activation, the real thing is locked, the offer's
 * reserve is kept and its competitors' given back. One transaction; a repeated key answers the first policy.
 */
export async function bindOffer(tx: Transaction, request: BindRequest, context: BindContext): Promise<Policy> {
  const answer = { policy: newId('policy') };
  const input = {
    offer: request.offer,
    atMost: String(request.premiumAtMost.minor),
    in: request.premiumAtMost.currency,
    ...(request.conditionsMet ? { conditionsMet: true } : {}),
    ...(request.investors ? { investors: request.investors } : {}),
  };
  const first = await claimKey(
    tx,
    { tenantId: context.partnerId, key: context.idempotencyKey, operation: 'policyBind', input },
    answer,
  );
  if (first) {
    const bound = await readPolicy(tx, first.policy);
    invariant(bound, `policy ${first.policy} of an answered key exists`);
    return bound;
  }
  const found = await readOfferToTake(tx, request.offer);
  if (found?.offer.partnerId !== context.partnerId) return refuse(notFound('offer', request.offer));
  const { offer } = found;
  // What has expired is refused without waiting for whoever is ending it at this moment.
  guardExpiry(offer, found.quote, context.at);
  const quote = await lockQuote(tx, offer.quoteId);
  invariant(quote, `offer ${offer.id} has a quote`);
  guardOffer(offer, quote, request, context.at);
  guardConditions(offer, request);
  const { at } = context;
  const cause = 'policyBind';
  const terms = await context.terms(offer.productVersionId);
  await transition<QuoteStatus>(tx, {
    machine: quoteLifecycle,
    table: 'quote',
    id: quote.id,
    to: 'BOUND',
    cause,
    at,
    parties: { partnerId: quote.partnerId, insurerId: null, lenderId: null },
  });
  await closeReferrals(tx, quote, { at, cause });
  await joinTenants(tx, [offer.insurerId]);
  const policy = await policyRow(tx, { id: answer.policy, offer, quote, terms }, context);
  await tx.manager.insert(Policy, policy as object);
  const coObligors = ((quote.obligor as Obligor).coObligors ?? []).map(({ reference }) => reference);
  await insertRoles(tx, policy, { cover: terms.cover, coObligors });
  await issue(tx, policy, at);
  const facts = quote.facts as Facts;
  const proposal = context.scenario(quote.scenario).purpose.lock(policy.risk as Facts, facts.scenario);
  await lockPurpose(tx, { policy, proposal, amountMinor: insuredBy(offer, quote).loan.principalMinor, at });
  await recordInsurerShares(tx, policy, offer);
  await keepOfferCapacity(tx, { quoteId: quote.id, offer, policyId: policy.id }, { at, cause });
  await appendEvents(tx, [policyEvent(policy, { kind: 'policy.bound', at, cause, details: { quote: quote.id } })]);
  if (request.investors) await setInvestors(tx, policy, { investors: request.investors, at, cause });
  return policy;
}
