import { ArgsType, Field, Int, registerEnumType } from 'type-graphql';

export const CreationOrder = { NEWEST_FIRST: 'NEWEST_FIRST', OLDEST_FIRST: 'OLDEST_FIRST' } as const;
export type CreationOrder = keyof typeof CreationOrder;

registerEnumType(CreationOrder, {
  name: 'CreationOrder',
  description: 'Order of a list by when its items were made.',
  valuesConfig: {
    NEWEST_FIRST: { description: 'Latest first.' },
    OLDEST_FIRST: { description: 'Earliest first.' },
  },
});

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'Items from the start, 1 to 100; this or `last` must be given.' })
  first?: number | null;

  @Field(() => Int, { nullable: true, description: 'Items from the end, 1 to 100.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what follows this cursor.' })
  after?: string | null;

  @Field(() => String, { nullable: true, description: 'Only what comes before this cursor.' })
  before?: string | null;

  @Field(() => CreationOrder, { defaultValue: 'NEWEST_FIRST', description: 'Order of the list.' })
  orderBy!: CreationOrder;
}
