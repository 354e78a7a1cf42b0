import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { Document } from '../schema/document.js';
import type { ClaimContext } from './claim-context.js';
import { documentView } from './views/claim-view.js';

@Resolver()
export class DocumentResolver {
  @Authorized<Role>()
  @Query(() => Document, { nullable: true, description: 'A document by id; null when there is none the key may see.' })
  async document(
    @Arg('id', () => ID, { description: 'The document.' }) id: string,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object | null> {
    const outcome = await services.documents.describe(viewer, id);
    return outcome.ok ? documentView(outcome.value) : null;
  }
}
