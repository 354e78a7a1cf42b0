import { liveClaim, type ModelInstalment, type ModelSale } from './sale.js';
import { cents } from './values.js';
import type { Answer, World } from './world.js';

/** For operations that are about no sale. */
export const NOBODY = {} as ModelSale;

/** Something a user does, as often as its weight says. */
export interface Operation {
  readonly name: string;
  readonly weight: number;
  /** The sales it makes sense for now. */
  readonly on: (world: World) => readonly ModelSale[];
  /** Answers a word about what it did. */
  readonly run: (world: World, sale: ModelSale) => Promise<string>;
}

export const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code message } }';

export const withStatus =
  (...statuses: readonly (string | undefined)[]) =>
  ({ model }: World): ModelSale[] =>
    model.sales.filter(({ status }) => statuses.includes(status));

export const withQuote =
  (...statuses: readonly string[]) =>
  ({ model }: World): ModelSale[] =>
    model.sales.filter(({ quoteStatus }) => statuses.includes(quoteStatus));

/** Loans that are being repaid under cover, with no claim under way. */
export const running = (world: World): ModelSale[] =>
  withStatus('ACTIVE')(world).filter((sale) => !sale.isSettled && !liveClaim(sale));

const READ = `query ($id: ID!) { policy(id: $id) { endsOn
  invoices { id kind dueOn amount { amount } open { amount } }
  loan { schedule { dueOn principal { amount } interest { amount } paidPrincipal { amount } paidInterest { amount } } } } }`;

/** Takes schedule and invoices as they are shown; their arithmetic has tests of its own. */
export async function readPolicy(world: World, sale: ModelSale): Promise<void> {
  const { policy } = await world.api.data('operator', READ, { id: sale.policy });
  sale.endsOn = policy.endsOn;
  sale.instalments = policy.loan?.schedule.map(instalmentOf);
  sale.invoices = policy.invoices.map(({ id, kind, dueOn, amount, open }: Answer) => ({
    id,
    kind,
    dueOn,
    amount: cents(amount.amount),
    open: cents(open.amount),
  }));
}

const FIGURES = 'query ($id: ID!) { policy(id: $id) { sumInsured { amount } premium { total { amount } } } }';

/** The same with premium and sum insured, where something behind a change made it be computed again. */
export async function readFigures(world: World, sale: ModelSale): Promise<void> {
  const { policy } = await world.api.data('operator', FIGURES, { id: sale.policy });
  sale.premium = cents(policy.premium.total.amount);
  sale.sumInsured = cents(policy.sumInsured.amount);
  await readPolicy(world, sale);
}

const instalmentOf = (row: Answer): ModelInstalment => ({
  dueOn: row.dueOn,
  principal: cents(row.principal.amount),
  interest: cents(row.interest.amount),
  paidPrincipal: cents(row.paidPrincipal.amount),
  paidInterest: cents(row.paidInterest.amount),
});
