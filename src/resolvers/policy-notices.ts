import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Policy } from '../schema/policy.js';
import { PolicyNotice } from '../schema/policy-notice.js';
import type { RequestContext } from './context.js';
import { documentView } from './views/claim-view.js';
import type { PolicyView } from './views/policy-view.js';

@Resolver(() => Policy)
export class PolicyNoticesResolver {
  @FieldResolver(() => [PolicyNotice], {
    description: 'What was told about it on paper: reminders, notices, and how cover ended or came back; oldest first.',
  })
  async notices(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.noticesOfPolicy.load(policy.id)).map(
      ({ id, kind, about, version, givenOn, madeAt, pdf }) => ({
        id,
        kind,
        about,
        version,
        givenOn,
        madeAt,
        pdf: pdf && documentView(pdf),
      }),
    );
  }
}
