import { GraphQLError } from 'graphql';
import { Arg, Authorized, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { MAX_DAYS } from '../sandbox/time-travel.js';
import { GraphQLInstant } from '../schema/scalars.js';
import { BusinessClock } from '../schema/viewer.js';
import type { RequestContext } from './context.js';

@ObjectType({ simpleResolvers: true, description: 'How often a daily task did its work.' })
class DailyTaskCount {
  @Field(() => String, { description: 'The task, e.g. "claims opened".' })
  task!: string;

  @Field(() => Int, { description: 'How many things it did.' })
  count!: number;
}

@ObjectType({ simpleResolvers: true, description: 'What happened while business time advanced.' })
class ClockAdvance {
  @Field(() => GraphQLInstant, { description: 'Business time after the advance.' })
  now!: Date;

  @Field(() => Int, { description: 'Days that were lived through.' })
  days!: number;

  @Field(() => [DailyTaskCount], { description: 'What the daily tasks did.' })
  done!: DailyTaskCount[];
}

@Resolver()
export class ClockResolver {
  @Authorized<Role>()
  @Query(() => BusinessClock, { description: 'Business time, by which quotes expire and loans fall due.' })
  businessClock(@Ctx() { services }: RequestContext): object {
    return { now: services.clock.now(), simulated: services.timeTravel !== undefined };
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => ClockAdvance, {
    description: 'Sandbox only: lives through whole days, each with everything that a day makes due.',
  })
  async sandboxClockAdvance(
    @Arg('days', () => Int, { description: `Days, 1 to ${MAX_DAYS}.` }) days: number,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    if (!services.timeTravel) {
      throw new GraphQLError('Only a sandbox can advance its clock.', { extensions: { code: 'FORBIDDEN' } });
    }
    if (days < 1 || days > MAX_DAYS) {
      throw new GraphQLError(`The clock advances 1 to ${MAX_DAYS} days.`, { extensions: { code: 'BAD_USER_INPUT' } });
    }
    const report = await services.timeTravel.advance(days);
    return { ...report, done: Object.entries(report.done).map(([task, count]) => ({ task, count })) };
  }
}
