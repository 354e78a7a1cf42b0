/** @typedef {import('./types.js').PetsInput} PetsInput */
/** @typedef {import('covergraph/scenario').LoanRequest} LoanRequest */

/** @type {PetsInput} */
const surgery = {
  pet: { microchip: '276 098 106 234 567', name: 'Bello', species: 'DOG', bornOn: '2021-06-01' },
  clinic: { registration: 'TK-BY-1234', name: 'Tierklinik am Park', country: 'DE' },
  treatment: {
    caseNumber: '2026/0815',
    procedure: 'SURGERY',
    plannedOn: '2026-03-09',
    estimate: { amount: '2400.00', currency: 'EUR' },
    paidByPetInsurance: { amount: '900.00', currency: 'EUR' },
  },
};

/** Branded texts (currency, dates) are plain strings at run time. */
const loan = /** @type {LoanRequest} */ (
  /** @type {unknown} */ ({
    currency: 'EUR',
    principalMinor: 150_000n,
    annualRate: '0.0790',
    instalments: 12,
    method: 'LEVEL_PAYMENT',
    disbursedOn: '2026-03-09',
    firstDueOn: '2026-04-09',
    requestedOn: '2026-03-02',
    partner: 'org_01h455vb4pex5vsknk084sn02q',
  })
);

/** @type {import('covergraph/conformance').ScenarioSamples<PetsInput>} */
export const samples = {
  valid: [
    {
      name: 'an operation on a dog',
      input: surgery,
      loan,
      evidence: { reference: '2026/0815', payee: 'TK-BY-1234', kind: 'TREATMENT_INVOICE' },
      aliases: [
        {
          ...surgery,
          clinic: { ...surgery.clinic, registration: ' tk–by–1234' },
          treatment: { ...surgery.treatment, caseNumber: ' 2026 / 0815 ' },
        },
      ],
    },
  ],
  broken: [
    {
      name: 'everything wrong at once',
      input: {
        pet: { microchip: '12345', name: ' ', species: 'CAT', bornOn: '2026-03-03' },
        clinic: { registration: '--', name: 'x'.repeat(121), country: 'Bavaria' },
        treatment: {
          caseNumber: '',
          procedure: 'DENTAL',
          plannedOn: '2025-12-01',
          estimate: { amount: '1499.99', currency: 'EUR' },
        },
      },
      loan,
      issues: [
        { path: 'pet.microchip', code: 'MICROCHIP_MALFORMED' },
        { path: 'pet.name', code: 'EMPTY' },
        { path: 'pet.bornOn', code: 'DATE_IN_FUTURE' },
        { path: 'clinic.registration', code: 'NO_IDENTITY' },
        { path: 'clinic.name', code: 'TOO_LONG' },
        { path: 'clinic.country', code: 'UNKNOWN_COUNTRY' },
        { path: 'treatment.caseNumber', code: 'EMPTY' },
        { path: 'treatment.plannedOn', code: 'DATE_TOO_EARLY' },
        { path: 'treatment.estimate', code: 'FINANCED_ABOVE_ESTIMATE' },
      ],
    },
  ],
};
