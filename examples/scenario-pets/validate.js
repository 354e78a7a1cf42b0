/** @typedef {import('./types.js').PetsInput} PetsInput */
/** @typedef {import('./types.js').PetsRisk} PetsRisk */
/** @typedef {import('covergraph/scenario').LoanRequest} LoanRequest */

const MICROCHIP = /^\d{15}$/;
const MAX_DAYS_AGO = 90;

/** @param {import('./types.js').Kit} kit */
export function validateWith({ InputCheck, kernel }) {
  const { addDays, failure, formatMinor, success } = kernel;

  /**
   * @param {PetsInput} input
   * @param {LoanRequest} loan
   */
  return (input, loan) => {
    const check = new InputCheck();
    const { pet, clinic, treatment } = input;
    const { currency, principalMinor, requestedOn } = loan;
    const microchip = check.reference('pet.microchip', pet.microchip, { maxLength: 20 });
    if (microchip !== '' && !MICROCHIP.test(microchip)) {
      check.add('pet.microchip', 'MICROCHIP_MALFORMED', 'must have 15 digits');
    }
    const bornOn = pet.bornOn == null ? null : (check.date('pet.bornOn', pet.bornOn, { today: requestedOn }) ?? null);
    const notBefore = addDays(requestedOn, -MAX_DAYS_AGO);
    const plannedOn = check.date('treatment.plannedOn', treatment.plannedOn, { notBefore }) ?? requestedOn;
    const estimate = check.amount('treatment.estimate', treatment.estimate, currency);
    const paid = check.amountOrZero('treatment.paidByPetInsurance', treatment.paidByPetInsurance, currency);
    if (estimate !== undefined && paid !== undefined && principalMinor + paid > estimate) {
      const message = `is less than principal and pet insurance together, ${formatMinor(principalMinor + paid, currency)}`;
      check.add('treatment.estimate', 'FINANCED_ABOVE_ESTIMATE', message);
    }
    /** @type {PetsRisk} */
    const risk = {
      pet: { microchip, name: check.text('pet.name', pet.name, { maxLength: 60 }), species: pet.species, bornOn },
      clinic: {
        registration: check.reference('clinic.registration', clinic.registration, { maxLength: 40 }),
        name: check.text('clinic.name', clinic.name, { maxLength: 120 }),
        country: check.country('clinic.country', clinic.country),
      },
      treatment: {
        caseNumber: check.reference('treatment.caseNumber', treatment.caseNumber, { maxLength: 64 }),
        procedure: treatment.procedure,
        plannedOn,
        estimate: formatMinor(estimate ?? 0n, currency),
        paidByPetInsurance: formatMinor(paid ?? 0n, currency),
      },
    };
    return check.issues.length === 0 ? success(risk) : failure(check.issues);
  };
}
