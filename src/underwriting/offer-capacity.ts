import type { AskedCapacity } from '../exposure/capacity-store.js';
import type { ProgrammeProduct } from '../partners/programme-catalogue.js';
import type { CoObligor } from './obligor.js';
import type { AssessableRequest } from './quote-request.js';

const riskOf = ({ key, groupKey, kind }: CoObligor) => ({
  obligorKey: key,
  groupKey: groupKey ?? key,
  obligorKind: kind,
});

/** What cover of `amountMinor` by one product of the programme takes of its insurer's capacity. */
export function capacityOf(request: AssessableRequest, product: ProgrammeProduct, amountMinor: bigint): AskedCapacity {
  const { loan, programme, lenderId, module } = request;
  const { obligor, key } = request.obligor;
  return {
    risk: {
      insurerId: product.insurerId,
      programmeId: programme.id,
      partnerId: programme.partnerId,
      lenderId,
      scenario: module.code,
      productId: product.productId,
      regions: obligor.region ? [obligor.country, obligor.region] : [obligor.country],
      obligorKey: key,
      groupKey: obligor.groupKey ?? key,
      obligorKind: obligor.kind,
      ...(obligor.coObligors && { coObligors: obligor.coObligors.map(riskOf) }),
      rulePacks: programme.rulePacks,
      currency: loan.currency,
      amountMinor,
    },
    obligorCapMinor: BigInt(product.terms.obligorCapMinor),
  };
}
