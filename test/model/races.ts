import { cancelCommand, cancelled } from './change-operations.js';
import { claimIs, lastClaim, withdrawCommand, withdrawn } from './claim-operations.js';
import { claimPaid, payCommand } from './indemnity-operations.js';
import { type Operation, withQuote, withStatus } from './operation.js';
import { isOutdated, type ModelSale } from './sale.js';
import { activateCommand, activated, bindCommand, bound, refuseCommand } from './selling-operations.js';
import type { Answer, Command, World } from './world.js';

/** Something two people do at once, each with a key of their own; what the second comes too late for is refused. */
interface Race {
  readonly name: string;
  readonly on: Operation['on'];
  readonly commands: (world: World, sale: ModelSale) => readonly [Command, Command];
  /** What follows for the model from the answers, of which a refused one is undefined. */
  readonly settle: (world: World, sale: ModelSale, answers: readonly (Answer | undefined)[]) => Promise<void> | void;
}

const REFUSED = ['StateConflict', 'InvalidInput', 'LimitExceeded', 'PurposeLocked'];

const twice = (command: Command): readonly [Command, Command] => [command, command];
const winners = (answers: readonly (Answer | undefined)[]): Answer[] =>
  answers.filter((answer) => answer !== undefined);
const onlyWinner = (answers: readonly (Answer | undefined)[]): Answer => {
  const [winner, ...others] = winners(answers);
  expect(winner).toBeDefined();
  expect(others).toEqual([]);
  return winner;
};

const payable = (world: World): ModelSale[] =>
  claimIs('DECIDED')(world).filter((sale) => !isOutdated(sale, lastClaim(sale)));

const RACES: readonly Race[] = [
  {
    name: 'bind twice',
    on: withQuote('OFFERED'),
    commands: (_, sale) => twice(bindCommand(sale)),
    settle: (world, sale, answers) => bound(world, sale, onlyWinner(answers)),
  },
  {
    name: 'bind and opt out',
    on: withQuote('OFFERED'),
    commands: (_, sale) => [bindCommand(sale), refuseCommand(sale)],
    settle: async (world, sale, answers) => {
      if (onlyWinner(answers).__typename === 'Policy') await bound(world, sale, answers[0]);
      else sale.quoteStatus = 'REFUSED';
    },
  },
  {
    name: 'activate and cancel',
    on: withStatus('PENDING_ACTIVATION'),
    commands: (world, sale) => [activateCommand(world, sale), cancelCommand(sale)],
    // Cancelled before or after it became active, the policy is cancelled.
    settle: async (world, sale, [active, gone]) => {
      expect(gone).toBeDefined();
      if (active) await activated(world, sale);
      await cancelled(world, sale, gone);
    },
  },
  {
    name: 'cancel twice',
    on: withStatus('PENDING_ACTIVATION'),
    commands: (_, sale) => twice(cancelCommand(sale)),
    settle: (world, sale, answers) => cancelled(world, sale, onlyWinner(answers)),
  },
  {
    name: 'pay the claim twice',
    on: payable,
    commands: (world, sale) => [payCommand(world, lastClaim(sale)), payCommand(world, lastClaim(sale))],
    settle: (world, sale, answers) => {
      const { approved, paid } = lastClaim(sale);
      return claimPaid(world, sale, approved - paid, onlyWinner(answers));
    },
  },
  {
    name: 'pay and withdraw the claim',
    on: (world) => payable(world).filter((sale) => lastClaim(sale).paid === 0n),
    commands: (world, sale) => [payCommand(world, lastClaim(sale)), withdrawCommand(sale)],
    settle: async (world, sale, answers) => {
      const [paid] = answers;
      const { approved } = lastClaim(sale);
      expect(winners(answers)).toHaveLength(1);
      if (paid) await claimPaid(world, sale, approved, paid);
      else withdrawn(sale);
    },
  },
];

export const races: readonly Operation[] = RACES.map(({ name, on, commands, settle }) => ({
  name: `at once: ${name}`,
  weight: 10,
  on,
  run: async (world, sale) => {
    const told = commands(world, sale).map(({ who, mutation, input, rest }) =>
      world.tell(who, mutation, { key: world.newKey(), ...rest, input }),
    );
    const answers = await Promise.all(told);
    const isRefused = ({ __typename }: Answer) => REFUSED.includes(__typename);
    await settle(
      world,
      sale,
      answers.map((answer) => (isRefused(answer) ? undefined : answer)),
    );
    return `${sale.order}, ${answers.map(({ __typename }) => __typename).join(' and ')}`;
  },
}));
