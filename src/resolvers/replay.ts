import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { DecisionReplay } from '../schema/replay.js';
import type { RequestContext } from './context.js';
import { replayView } from './views/replay-view.js';

@Resolver()
export class ReplayResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => DecisionReplay, {
    nullable: true,
    description:
      'Decides and prices an old quote again from its stored facts and versions, and names every field that differs. An insurer sees its own products; null when none of them decided the quote.',
  })
  async decisionReplay(
    @Arg('quote', () => ID, { description: 'The quote.' }) quote: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object | null> {
    const replay = await services.replays.replay(viewer, quote);
    return replay ? replayView(replay) : null;
  }
}
