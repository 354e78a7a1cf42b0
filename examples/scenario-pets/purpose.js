/** @typedef {import('./types.js').PetsRisk} PetsRisk */

const evidenceKinds = ['TREATMENT_INVOICE', 'TREATMENT_REPORT'];

/**
 * A case number is the clinic's own, so the key starts with the clinic. The separator cannot be part of a clinic's
 * registration here: the part before it is replaced.
 * @param {import('./types.js').Kit} kit
 * @returns {import('covergraph/scenario').Purpose<PetsRisk, {}>}
 */
export const purposeOf = ({ verifyEvidence }) => ({
  evidenceKinds,
  lock: ({ clinic, treatment }) => ({
    key: `${clinic.country}-${clinic.registration.replaceAll(':', '.')}:${treatment.caseNumber}`,
    label: `case ${treatment.caseNumber} of ${clinic.name}`,
    payee: clinic.registration,
  }),
  verify: (lock, presented) =>
    verifyEvidence(lock, presented, { evidenceKinds, reference: lock.key.slice(lock.key.indexOf(':') + 1) }),
});
