import type { Policy } from '../entities/index.js';
import type { NewEvent } from '../events/event-log.js';
import { type CurrencyCode, formatMinor } from '../kernel/index.js';

export interface PolicyEventContext {
  readonly kind: string;
  readonly at: Date;
  readonly cause: string;
  readonly details?: Readonly<Record<string, string | number | null>>;
}

/** An event about a policy, told to its partner, insurers and lender. */
export function policyEvent(policy: Policy, { kind, at, cause, details }: PolicyEventContext): NewEvent {
  const currency = policy.currency as CurrencyCode;
  return {
    ownerId: policy.partnerId,
    insurerId: policy.insurerId,
    lenderId: policy.lenderId,
    policyId: policy.id,
    kind,
    subjectKind: 'policy',
    subjectId: policy.id,
    payload: {
      number: policy.number,
      status: policy.status,
      currency,
      sumInsured: formatMinor(policy.sumInsuredMinor, currency),
      premium: formatMinor(policy.premiumMinor, currency),
      ...details,
    },
    occurredAt: at,
    cause,
    module: policy.scenario,
    moduleVersion: policy.scenarioVersion,
  };
}
