import { z } from 'zod';

/** When a premium is due, when a reminder goes out, and how long cover stands without it. */
export const paymentTermsShape = z.strictObject({
  dueDays: z
    .int()
    .min(0)
    .max(365)
    .describe('Days until a premium is due: after it is written, and for each instalment after its period begins.'),
  dunningDays: z
    .array(z.int().min(1).max(365))
    .max(6)
    .refine((days) => days.every((day, at) => at === 0 || day > (days[at - 1] ?? 0)), 'must rise')
    .describe('Days after the due date on which the partner is reminded, rising, at most 6.'),
  graceDays: z
    .int()
    .min(0)
    .max(365)
    .describe(
      'Days after the due date for which cover stands although nobody paid; longer until the last reminder is due.',
    ),
});

export type PaymentTerms = Readonly<z.infer<typeof paymentTermsShape>>;

export const USUAL_PAYMENT_TERMS: PaymentTerms = { dueDays: 30, dunningDays: [7, 21], graceDays: 30 };
