import { PROCEDURES, SPECIES } from './types.js';

/** @typedef {import('./types.js').Kit} Kit */
/** @typedef {import('./types.js').PetsRisk} PetsRisk */

/**
 * A decorator is a function: `Field(type, options)` applied to the prototype and a name is what `@Field` does.
 * @param {Kit} kit
 * @param {new () => object} Class
 * @param {Record<string, [type: () => any, description: string, options?: { nullable: boolean }]>} fields
 */
function fieldsOf({ Field }, Class, fields) {
  for (const [name, [type, description, options]] of Object.entries(fields)) {
    Field(type, { description, ...options })(Class.prototype, name);
  }
}

/** @param {Kit} kit */
function inputsOf(kit) {
  const { InputType, MoneyInput, GraphQLCalendarDate } = kit;
  class PetInput {}
  class VetClinicInput {}
  class VetTreatmentInput {}
  class PetsInput {}
  InputType({ description: 'The animal.' })(PetInput);
  InputType({ description: 'The clinic that is paid.' })(VetClinicInput);
  InputType({ description: 'The treatment a loan pays for.' })(VetTreatmentInput);
  InputType({ description: 'Veterinary treatment paid in instalments.' })(PetsInput);
  fieldsOf(kit, PetInput, {
    microchip: [() => String, 'Transponder number: 15 digits (ISO 11784).'],
    name: [() => String, 'Name, 1 to 60 characters.'],
    species: [() => SPECIES, 'Dog, cat or another animal.'],
    bornOn: [() => GraphQLCalendarDate, 'Birthday, not in the future; absent when not known.', { nullable: true }],
  });
  fieldsOf(kit, VetClinicInput, {
    registration: [() => String, 'Registration with the veterinary chamber, 1 to 40 characters.'],
    name: [() => String, 'Name, 1 to 120 characters.'],
    country: [() => String, 'ISO 3166-1 alpha-2 code, e.g. "DE".'],
  });
  fieldsOf(kit, VetTreatmentInput, {
    caseNumber: [() => String, "The clinic's case number, 1 to 64 characters. One case can be insured once."],
    procedure: [() => PROCEDURES, 'What is done.'],
    plannedOn: [() => GraphQLCalendarDate, 'Day of the treatment, at most 90 days ago.'],
    estimate: [() => MoneyInput, 'What the clinic asks; above zero, in the currency of the loan.'],
    paidByPetInsurance: [
      () => MoneyInput,
      'What a pet insurer has promised to pay; zero or more. With the principal at most the estimate.',
      { nullable: true },
    ],
  });
  fieldsOf(kit, PetsInput, {
    pet: [() => PetInput, 'The animal.'],
    clinic: [() => VetClinicInput, 'The clinic.'],
    treatment: [() => VetTreatmentInput, 'The treatment.'],
  });
  return PetsInput;
}

/** @param {Kit} kit */
function viewTypeOf(kit) {
  const { ObjectType, InsuredRisk, Money, GraphQLCalendarDate } = kit;
  class VetTreatment extends InsuredRisk {}
  ObjectType({ description: 'The insured treatment.', implements: InsuredRisk, simpleResolvers: true })(VetTreatment);
  fieldsOf(kit, VetTreatment, {
    petName: [() => String, 'Name of the animal.'],
    species: [() => SPECIES, 'Dog, cat or another animal.'],
    microchip: [() => String, 'Transponder number.'],
    procedure: [() => PROCEDURES, 'What is done.'],
    plannedOn: [() => GraphQLCalendarDate, 'Day of the treatment.'],
    caseNumber: [() => String, "The clinic's case number."],
    clinicName: [() => String, 'Who treats.'],
    estimate: [() => Money, 'What the clinic asks.'],
    paidByPetInsurance: [() => Money, 'What a pet insurer has promised to pay.'],
  });
  return VetTreatment;
}

/** @param {Kit} kit */
export function graphqlOf(kit) {
  kit.registerEnumType(SPECIES, {
    name: 'PetSpecies',
    description: 'Kind of animal.',
    valuesConfig: {
      DOG: { description: 'A dog.' },
      CAT: { description: 'A cat.' },
      OTHER: { description: 'Any other animal.' },
    },
  });
  kit.registerEnumType(PROCEDURES, {
    name: 'VetProcedure',
    description: 'Kind of treatment.',
    valuesConfig: {
      SURGERY: { description: 'An operation.' },
      DENTAL: { description: 'Teeth and gums.' },
      DIAGNOSTICS: { description: 'Imaging and laboratory.' },
      MEDICINE: { description: 'Treatment without an operation.' },
    },
  });
  return { riskInput: inputsOf(kit), riskView: viewTypeOf(kit), viewOf: viewWith(kit) };
}

/** @param {Kit} kit */
function viewWith({ moneyView }) {
  /**
   * @param {PetsRisk} risk
   * @param {object} _facts
   * @param {import('covergraph/scenario').LoanRequest['currency']} currency
   */
  return ({ pet, clinic, treatment }, _facts, currency) => ({
    __typename: 'VetTreatment',
    summary: `${treatment.procedure.toLowerCase()} for ${pet.name} at ${clinic.name}`,
    petName: pet.name,
    species: pet.species,
    microchip: pet.microchip,
    procedure: treatment.procedure,
    plannedOn: treatment.plannedOn,
    caseNumber: treatment.caseNumber,
    clinicName: clinic.name,
    estimate: moneyView(treatment.estimate, currency),
    paidByPetInsurance: moneyView(treatment.paidByPetInsurance, currency),
  });
}
