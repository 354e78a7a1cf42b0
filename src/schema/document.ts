import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DocumentStateEnum } from './claim-enums.js';
import { GraphQLInstant } from './scalars.js';

@ObjectType({ simpleResolvers: true, description: 'A stored file. Upload with POST /documents.' })
export class Document {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => String, { description: 'Name of the file, 1 to 200 characters.' })
  fileName!: string;

  @Field(() => String, { description: 'Media type: PDF, PNG, JPEG, plain text or CSV; of certificates also JSON.' })
  mediaType!: string;

  @Field(() => Int, { description: 'Size in bytes, at most 10,485,760.' })
  sizeBytes!: number;

  @Field(() => String, { description: 'SHA-256 of the content, 64 hexadecimal digits.' })
  sha256!: string;

  @Field(() => GraphQLInstant, { description: 'When it was stored, business time.' })
  storedAt!: Date;

  @Field(() => DocumentStateEnum, { description: 'Whether it may be read.' })
  state!: string;

  @Field(() => String, { description: 'Path to download it from this server with the same key.' })
  path!: string;
}
