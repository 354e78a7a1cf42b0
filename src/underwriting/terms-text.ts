import { z } from 'zod';
import { isDecimalText } from '../kernel/index.js';

/** Exact decimal text, for rates that touch amounts. */
export const decimalText = z
  .string()
  .refine(isDecimalText, { error: 'must be a plain decimal, as text', params: { code: 'BAD_NUMBER' } })
  .meta({ api: 'DECIMAL' });
/** Whole minor units as text, zero or more. */
export const minorText = z.string().regex(/^\d{1,18}$/, 'must be whole minor units');
