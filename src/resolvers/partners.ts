import { GraphQLError } from 'graphql';
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { type KeyProblem, keyRequestProblem } from '../partners/key-request.js';
import type { ProgrammeRow, ProgrammeProduct as SoldProduct } from '../partners/programme-catalogue.js';
import type { Role } from '../partners/viewer.js';
import { RoleEnum } from '../schema/enums.js';
import { Organisation } from '../schema/organisation.js';
import { GraphQLInstant } from '../schema/scalars.js';
import { ApiKey, NewApiKey, Programme, ProgrammeProduct, Viewer } from '../schema/viewer.js';
import type { RequestContext } from './context.js';

@InputType({ description: 'A key to make.' })
class ApiKeyCreateInput {
  @Field(() => ID, { description: 'The organisation it belongs to.' })
  organisation!: string;

  @Field(() => RoleEnum, { description: "What it may do; must fit the organisation's kind." })
  role!: Role;

  @Field(() => String, { description: 'What it is for, in words: 1 to 100 characters.' })
  name!: string;

  @Field(() => GraphQLInstant, {
    nullable: true,
    description: 'When it stops working by itself, in real time and in the future; never when absent.',
  })
  expiresAt?: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How much it decides by hand, 0 to 9, default 0: product versions say up to which amount. Only for INSURER_UNDERWRITER and INSURER_CLAIMS.',
  })
  authorityLevel?: number | null;
}

const refused = ({ code, path, message }: KeyProblem): GraphQLError =>
  new GraphQLError(`${path} ${message}`, { extensions: { code, path } });

@Resolver()
export class PartnerResolver {
  @Authorized<Role>()
  @Query(() => Viewer, { description: 'Who the key belongs to and what it may do.' })
  async viewer(@Ctx() { viewer, loaders }: RequestContext): Promise<object> {
    const { keyId, role, authorityLevel } = viewer;
    return { keyId, role, authorityLevel, organisation: await loaders.organisation.load(viewer.organisationId) };
  }

  @Authorized<Role>()
  @Query(() => [Programme], {
    description:
      'Programmes the organisation sells, lends for or insures, oldest first, at most 500; the operator sees all. An insurer is shown its own products only.',
  })
  async programmes(
    @Arg('partner', () => ID, { nullable: true, description: 'Only those of this partner.' }) partner: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<readonly object[]> {
    return services.catalogue.concerning(viewer, partner);
  }

  @Authorized<Role>()
  @Query(() => [ApiKey], { description: "The organisation's keys, without their secrets." })
  async apiKeys(@Ctx() { viewer, services }: RequestContext): Promise<readonly object[]> {
    return services.keys.list(viewer.organisationId);
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => NewApiKey, { description: 'Makes a key for an organisation. Its secret is shown this once.' })
  async apiKeyCreate(
    @Arg('input', () => ApiKeyCreateInput) input: ApiKeyCreateInput,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    const request = {
      organisationId: input.organisation,
      role: input.role,
      name: input.name,
      expiresAt: input.expiresAt ?? undefined,
      authorityLevel: input.authorityLevel ?? undefined,
    };
    const owner = await services.directory.find(input.organisation);
    const problem = keyRequestProblem(request, owner, new Date());
    if (problem) throw refused(problem);
    return services.keys.create(request);
  }

  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Mutation(() => Boolean, {
    description:
      "Revokes one of the organisation's own keys, the operator anybody's, everywhere within five seconds. False: there is no such live key.",
  })
  async apiKeyRevoke(
    @Arg('key', () => ID, { description: 'The key.' }) key: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<boolean> {
    return services.keys.revoke(viewer, key);
  }
}

@Resolver(() => Programme)
export class ProgrammeResolver {
  @FieldResolver(() => [Organisation])
  async lenders(@Root() programme: ProgrammeRow, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return loaders.organisation.loadMany([...programme.lenderIds]) as Promise<object[]>;
  }

  @FieldResolver(() => [Organisation])
  async insurers(@Root() programme: ProgrammeRow, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return loaders.organisation.loadMany(programme.products.map(({ insurerId }) => insurerId)) as Promise<object[]>;
  }

  @FieldResolver(() => Organisation)
  async partner(@Root() { partnerId }: ProgrammeRow, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(partnerId);
  }
}

@Resolver(() => ProgrammeProduct)
export class ProgrammeProductResolver {
  @FieldResolver(() => Organisation)
  async insurer(@Root() { insurerId }: SoldProduct, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(insurerId);
  }
}
