import { type CurrencyCode, Decimal, formatMinor } from '../kernel/index.js';
import type { CertificateSource, CoverEndReason } from './certificate-rows.js';

/** Says what the file is and how it is read; another layout is another type. */
export const CERTIFICATE_TYPE = 'covergraph.policy-certificate.v1';

interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** Somebody's part in a policy: an organisation, or the obligor by the partner's reference. */
export interface CertificateParty {
  readonly role: string;
  readonly name?: string;
  readonly country?: string;
  readonly obligorReference?: string;
}

/** What a certificate says. It is signed as canonical JSON, so every amount and date is text. */
export interface Certificate {
  readonly type: typeof CERTIFICATE_TYPE;
  readonly title: { readonly en: string; readonly zh: string };
  /** 1 for the first; a higher one replaces it. */
  readonly version: number;
  readonly madeAt: string;
  readonly policy: {
    readonly id: string;
    readonly number: string;
    readonly status: string;
    /** Sequence of the last policy transaction that is in it. */
    readonly transaction: number;
    readonly scenario: string;
    readonly product: { readonly code: string; readonly name: string; readonly version: number };
    readonly boundAt: string;
    readonly activatedAt: string;
    readonly closedAt?: string;
  };
  readonly parties: readonly CertificateParty[];
  /** Insurers that share the cover, the leader first; empty when one carries it alone. */
  readonly coInsurers: readonly { readonly name: string; readonly share: string }[];
  readonly cover: {
    readonly startsOn: string;
    readonly endsOn: string;
    readonly sumInsured: Amount;
    readonly insuredPercentage: string;
    readonly waitingDays: number;
    readonly premium: Amount;
    /** Absent while cover is in force. Without it, cover ends with its last day or what a later version says. */
    readonly ended?: { readonly on: string; readonly reason: CoverEndReason };
  };
  readonly loan: {
    readonly reference: string;
    readonly principal: Amount;
    readonly schedule: readonly {
      readonly number: number;
      readonly dueOn: string;
      readonly principal: string;
      readonly interest: string;
    }[];
  };
}

const TITLE = { en: 'Certificate of credit and guarantee insurance', zh: '信用保证保险凭证' };

const share = (stored: string): string => new Decimal(stored).toFixed();

const partyOf = ({ role, name, country, obligorReference }: CertificateSource['parties'][number]): CertificateParty =>
  name === null ? { role, obligorReference: obligorReference ?? '' } : { role, name, country: country ?? '' };

/** The certificate of a policy in the state that `source` was read in. */
export function certificateOf(source: CertificateSource, madeAt: Date): Certificate {
  const { policy, loan, product } = source;
  const currency = policy.currency as CurrencyCode;
  const amount = (minor: bigint): Amount => ({ amount: formatMinor(minor, currency), currency });
  return {
    type: CERTIFICATE_TYPE,
    title: TITLE,
    version: source.version,
    madeAt: madeAt.toISOString(),
    policy: {
      id: policy.id,
      number: policy.number,
      status: policy.status,
      transaction: source.sequence,
      scenario: policy.scenario,
      product,
      boundAt: policy.boundAt.toISOString(),
      activatedAt: policy.activatedAt.toISOString(),
      ...(policy.closedAt ? { closedAt: policy.closedAt.toISOString() } : {}),
    },
    parties: source.parties.map(partyOf),
    coInsurers: source.coInsurers.map(({ name, share: stored }) => ({ name, share: share(stored) })),
    cover: {
      startsOn: policy.startsOn,
      endsOn: policy.endsOn,
      sumInsured: amount(policy.sumInsuredMinor),
      insuredPercentage: share(policy.insuredPercentage),
      waitingDays: loan.waitingDays,
      premium: amount(policy.premiumMinor),
      ...(source.ended ? { ended: source.ended } : {}),
    },
    loan: {
      reference: loan.reference,
      principal: amount(loan.principalMinor),
      schedule: source.schedule.map(({ number, dueOn, principalMinor, interestMinor }) => ({
        number,
        dueOn,
        principal: formatMinor(BigInt(principalMinor), currency),
        interest: formatMinor(BigInt(interestMinor), currency),
      })),
    },
  };
}
