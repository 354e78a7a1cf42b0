/**
 * @typedef {import('covergraph/scenario').ScenarioKit} Kit
 * @typedef {{ amount: string, currency: string }} MoneyText
 * @typedef {'DOG' | 'CAT' | 'OTHER'} Species
 * @typedef {'SURGERY' | 'DENTAL' | 'DIAGNOSTICS' | 'MEDICINE'} Procedure
 */

/**
 * What the API hands to `validate`.
 * @typedef {object} PetsInput
 * @property {{ microchip: string, name: string, species: Species, bornOn?: string | null }} pet
 * @property {{ registration: string, name: string, country: string }} clinic
 * @property {{
 *   caseNumber: string, procedure: Procedure, plannedOn: string,
 *   estimate: MoneyText, paidByPetInsurance?: MoneyText | null,
 * }} treatment
 */

/**
 * What is stored with the quote: plain JSON, amounts as decimal text in the loan's currency.
 * @typedef {object} PetsRisk
 * @property {{ microchip: string, name: string, species: Species, bornOn: string | null }} pet
 * @property {{ registration: string, name: string, country: string }} clinic
 * @property {{
 *   caseNumber: string, procedure: Procedure, plannedOn: string, estimate: string, paidByPetInsurance: string,
 * }} treatment
 */

export const SPECIES = Object.freeze({ DOG: 'DOG', CAT: 'CAT', OTHER: 'OTHER' });

export const PROCEDURES = Object.freeze({
  SURGERY: 'SURGERY',
  DENTAL: 'DENTAL',
  DIAGNOSTICS: 'DIAGNOSTICS',
  MEDICINE: 'MEDICINE',
});
