import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Policy } from '../schema/policy.js';
import { PolicyCertificate } from '../schema/policy-certificate.js';
import type { RequestContext } from './context.js';
import { documentView } from './views/claim-view.js';
import type { PolicyView } from './views/policy-view.js';

@Resolver(() => Policy)
export class PolicyCertificatesResolver {
  @FieldResolver(() => [PolicyCertificate], {
    description: 'Its certificates, oldest first; empty until some seconds after activation.',
  })
  async certificates(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.certificatesOfPolicy.load(policy.id)).map(
      ({ version, transactionSequence, isFinal, keyId, madeAt, json, pdf }) => ({
        version,
        transaction: transactionSequence,
        isFinal,
        keyId,
        madeAt,
        json: documentView(json),
        pdf: documentView(pdf),
      }),
    );
  }
}
