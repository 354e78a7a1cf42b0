import { Field, Int, ObjectType } from 'type-graphql';
import { Document } from './document.js';
import { GraphQLInstant } from './scalars.js';

@ObjectType({
  simpleResolvers: true,
  description:
    'A version of the certificate of a policy: made some seconds after activation, after each change and when cover ends, never edited.',
})
export class PolicyCertificate {
  @Field(() => Int, { description: 'From 1; the highest is the certificate in force.' })
  version!: number;

  @Field(() => Int, { description: 'Sequence of the last transaction of the policy that is in it.' })
  transaction!: number;

  @Field(() => Boolean, {
    description:
      'Says that cover ended without a transaction, e.g. the loan was repaid: the last version, unless that payment is taken back.',
  })
  isFinal!: boolean;

  @Field(() => String, { description: 'Id of the key that signed it, in /.well-known/covergraph-keys.json.' })
  keyId!: string;

  @Field(() => GraphQLInstant, { description: 'When it was made, business time.' })
  madeAt!: Date;

  @Field(() => Document, { description: 'Signed JSON, which a lender verifies offline: the proof.' })
  json!: Document;

  @Field(() => Document, { description: 'The same for people, in English and Chinese, with the schedule.' })
  pdf!: Document;
}
