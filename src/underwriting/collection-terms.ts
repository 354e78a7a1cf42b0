import { z } from 'zod';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

/** When and how often somebody who is behind may be contacted. */
export const collectionTermsShape = z
  .strictObject({
    contactFrom: timeOfDay.describe('Earliest time of day in the time zone of the loan, HH:MM.'),
    contactUntil: timeOfDay.describe('Time of day from which nobody is contacted any more, HH:MM.'),
    contactsPerWeek: z.int().min(1).max(50).describe('Contacts within seven days, 1 to 50.'),
  })
  .refine(({ contactFrom, contactUntil }) => contactFrom < contactUntil, 'must begin before it ends');

export type CollectionTerms = Readonly<z.infer<typeof collectionTermsShape>>;

/**
 * For products that say nothing: the hours and the frequency that US Regulation F presumes to be fair (12 CFR
 * 1006.6(b)(1)(i) and 1006.14(b)(2)(i)(A)). A product sold elsewhere states its own law's.
 */
export const USUAL_COLLECTION_TERMS: CollectionTerms = {
  contactFrom: '08:00',
  contactUntil: '21:00',
  contactsPerWeek: 7,
};
