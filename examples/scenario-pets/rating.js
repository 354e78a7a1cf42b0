/** @typedef {import('./types.js').PetsRisk} PetsRisk */
/** @typedef {import('covergraph/scenario').Bands} Bands */
/** @typedef {import('covergraph/scenario').UnderwritingFlag} UnderwritingFlag */

const MAX_TERM_MONTHS = 24;
/** @type {readonly import('covergraph/scenario').LoanRequest['method'][]} */
const METHODS = ['LEVEL_PAYMENT', 'EQUAL_PRINCIPAL', 'ZERO_INTEREST', 'FLAT_FEE'];

// An example's values: plausible, not fitted to anything.
/** @type {Bands} */
const TERM_MONTHS = [
  [7, 0.9],
  [13, 1],
  [Infinity, 1.2],
];
/** @type {Bands} */
const FINANCED_SHARE = [
  [0.5, 0.9],
  [0.8, 1],
  [Infinity, 1.1],
];

/**
 * @param {import('./types.js').Kit} kit
 * @returns {import('covergraph/scenario').Rating<PetsRisk, {}>}
 */
export function ratingOf({ bandedFactor, methodFlags, minorOf, numberFeature, shareOf, termFlags }) {
  return {
    features: ({ pet, clinic, treatment }, _facts, loan) => ({
      financedShare: shareOf(loan.principalMinor, minorOf(treatment.estimate, loan.currency)),
      species: pet.species,
      procedure: treatment.procedure,
      clinicCountry: clinic.country,
      termMonths: loan.instalments,
      repaymentMethod: loan.method,
    }),

    featureKinds: {
      financedShare: 'NUMBER',
      species: 'CATEGORY',
      procedure: 'CATEGORY',
      clinicCountry: 'CATEGORY',
      termMonths: 'NUMBER',
      repaymentMethod: 'CATEGORY',
    },

    factors: (of) => [
      bandedFactor({ code: 'TERM', label: 'Term in months' }, numberFeature(of, 'termMonths'), {
        bands: TERM_MONTHS,
        unknown: 1.2,
      }),
      bandedFactor({ code: 'FINANCED_SHARE', label: 'Share paid by the loan' }, numberFeature(of, 'financedShare'), {
        bands: FINANCED_SHARE,
        unknown: 1.1,
      }),
    ],

    appetite: (of) => {
      /** @type {UnderwritingFlag[]} */
      const flags = [...termFlags(of, MAX_TERM_MONTHS), ...methodFlags(of, METHODS)];
      if (of.species === 'OTHER') {
        flags.push({
          severity: 'REFER',
          code: 'RARE_ANIMAL',
          message: 'Neither a dog nor a cat: a person should look.',
        });
      }
      return flags;
    },

    // A treatment cannot be taken back and secures nothing.
    lossGivenDefault: () => 0.75,
  };
}
