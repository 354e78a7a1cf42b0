import { Field, InputType } from 'type-graphql';

export interface OneOfMember {
  /** Field name in the input. */
  readonly key: string;
  readonly type: new () => object;
  readonly description: string;
}

/**
 * An input class with one nullable field per member. `buildSchema` cannot say `@oneOf`; build-schema.ts sets the flag
 * on the finished type, after which exactly one member must be given.
 */
export function oneOfInput(name: string, description: string, members: readonly OneOfMember[]): new () => object {
  @InputType(name, { description })
  class OneOf {}
  for (const member of members) {
    Field(() => member.type, { nullable: true, description: member.description })(OneOf.prototype, member.key);
  }
  return OneOf;
}
