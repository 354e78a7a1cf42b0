import type { GraphQLScalarType } from 'graphql';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { register } from './enums.js';
import { GraphQLCurrencyCode, GraphQLDecimal, GraphQLJson } from './scalars.js';
import type { FieldPlan, Plan } from './shape.js';

type TypeValue = GraphQLScalarType | BooleanConstructor | StringConstructor | object;

/** `SUM_OF_BALANCES` says `Sum of balances.` */
const inWords = (value: string): string => {
  const words = value.toLowerCase().replace(/_/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
};

const SCALARS = {
  AMOUNT: GraphQLDecimal,
  RATE: GraphQLDecimal,
  DECIMAL: GraphQLDecimal,
  CURRENCY: GraphQLCurrencyCode,
  TEXT: String,
  INT: Int,
  FLAG: Boolean,
  JSON: GraphQLJson,
} as const;

/** GraphQL types of a plan: the object type to show it, and the input type to give it, alike but for what may be left out. */
export class ShapeTypes {
  private readonly enums = new Map<string, TypeValue>();

  constructor(private readonly description: string) {}

  object(plan: Plan & { kind: 'OBJECT' }): new () => object {
    return this.classOf(plan, 'OUTPUT');
  }

  input(plan: Plan & { kind: 'OBJECT' }): new () => object {
    return this.classOf(plan, 'INPUT');
  }

  private classOf(plan: Plan & { kind: 'OBJECT' }, use: 'INPUT' | 'OUTPUT'): new () => object {
    class Shape {}
    const { description } = this;
    if (use === 'INPUT') InputType(`${plan.name}Input`, { description })(Shape);
    else ObjectType(plan.name, { description, simpleResolvers: true })(Shape);
    for (const field of plan.fields) this.addField(Shape, field, use);
    return Shape;
  }

  private addField(owner: new () => object, field: FieldPlan, use: 'INPUT' | 'OUTPUT'): void {
    const { name, description, nullable, optional, defaulted, plan } = field;
    const type = this.typeOf(plan, use);
    const mayMiss = nullable || optional || (use === 'INPUT' && defaulted);
    Field(() => type as never, { nullable: mayMiss, description })(owner.prototype, name);
  }

  private typeOf(plan: Plan, use: 'INPUT' | 'OUTPUT'): TypeValue {
    switch (plan.kind) {
      case 'OBJECT':
        return this.classOf(plan, use);
      case 'LIST':
        return [this.typeOf(plan.of, use)];
      case 'ENUM':
        return this.enumOf(plan);
      default:
        return SCALARS[plan.kind];
    }
  }

  private enumOf({ name, values }: Plan & { kind: 'ENUM' }): TypeValue {
    const known = this.enums.get(name);
    if (known) return known;
    const type = register(name, this.description, Object.fromEntries(values.map((value) => [value, inWords(value)])));
    this.enums.set(name, type);
    return type;
  }
}
