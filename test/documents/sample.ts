import type { CertificateSource } from '../../src/documents/certificate-rows.js';

/** A policy of two instalments in its second version. */
export const SAMPLE: CertificateSource = {
  sequence: 2,
  version: 2,
  isFinal: false,
  ended: null,
  policy: {
    id: 'pol_01h455vb4pex5vsknk084sn02q',
    number: 'CG-2026-2WT8-V5AH',
    partnerId: 'org_00000000000000000000000001',
    insurerId: 'org_00000000000000000000000002',
    lenderId: 'org_00000000000000000000000003',
    scenario: 'ecommerce',
    status: 'ACTIVE',
    currency: 'USD',
    sumInsuredMinor: 108_000n,
    insuredPercentage: '0.900000',
    premiumMinor: 1_234n,
    startsOn: '2026-03-02',
    endsOn: '2026-05-02',
    boundAt: new Date('2026-03-01T11:00:00Z'),
    activatedAt: new Date('2026-03-02T11:00:00Z'),
    closedAt: null,
  },
  loan: { reference: 'L-1', principalMinor: 120_000n, waitingDays: 60 },
  product: { code: 'CHECKOUT', name: 'Checkout', version: 3 },
  parties: [
    { role: 'INSURED', name: 'Harbour Bank', country: 'US', obligorReference: null },
    { role: 'OBLIGOR', name: null, country: null, obligorReference: 'customer-1' },
  ],
  coInsurers: [],
  schedule: [
    { number: 1, dueOn: '2026-04-02', principalMinor: '59701', interestMinor: '1200' },
    { number: 2, dueOn: '2026-05-02', principalMinor: '60299', interestMinor: '603' },
  ],
};
