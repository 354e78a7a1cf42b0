import { liveClaim, type ModelInstalment, type ModelSale } from './sale.js';
import { cents } from './values.js';
import type { Answer, Command, World } from './world.js';

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

const FIGURES_AFTER = `token after { status approved { amount } paid { amount } overpaid { amount } }
  recovery { after { status received { amount } costsPayable { amount } } }`;

/** A step of a claim or its recovery, and the look at it that takes the same input. */
export const claimStep = (field: string, shown: string) => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  return {
    preview: `query ($input: ${type}!) { ${field}Preview(input: $input) { __typename
      ... on ClaimStepPreview { ${FIGURES_AFTER} } } }`,
    mutation: `mutation ($key: String!, $input: ${type}!, $token: String) {
      ${field}(idempotencyKey: $key, input: $input, token: $token) { __typename ${shown} ${PROBLEM} } }`,
  };
};

export type ClaimStep = ReturnType<typeof claimStep>;

/** Makes a step of a claim, half the time after a look at it: what becomes of claim and recovery is what was shown. */
export async function takeStep(
  world: World,
  step: ClaimStep,
  { who, input }: Omit<Command, 'mutation'>,
): Promise<Answer> {
  const command = { who, mutation: step.mutation, input, beside: true };
  if (world.chance(2)) return world.act(command);
  const look = await world.look(step.preview, input, command);
  const answer = await world.act(look.command);
  const { after, recovery } = look.figures;
  if (answer.__typename === 'Claim') expect(answer).toMatchObject(after);
  if (answer.__typename === 'Recovery')
    expect(answer).toMatchObject({ ...recovery.after, claim: { status: after.status } });
  return answer;
}

const READ = `query ($id: ID!) { policy(id: $id) { endsOn
  invoices { id kind dueOn amount { amount } open { amount } }
  loan { excess { amount } schedule { dueOn principal { amount } interest { amount } paidPrincipal { amount } paidInterest { amount } } } } }`;

/** Takes schedule and invoices as they are shown; their arithmetic has tests of its own. */
export async function readPolicy(world: World, sale: ModelSale): Promise<void> {
  const { policy } = await world.api.data('operator', READ, { id: sale.policy });
  sale.endsOn = policy.endsOn;
  sale.instalments = policy.loan?.schedule.map(instalmentOf);
  sale.excess = policy.loan ? cents(policy.loan.excess.amount) : 0n;
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
