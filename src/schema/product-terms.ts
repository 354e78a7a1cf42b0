import { termsShape } from '../underwriting/terms.js';
import { planOfShape } from './shape.js';
import { ShapeTypes } from './shape-types.js';

/** The terms of a product version as the API takes and shows them. */
export const TERMS_PLAN = planOfShape('ProductTerms', termsShape);

const types = new ShapeTypes(
  'Part of what a product version fixes. Amounts are in the currency of the terms; rates and shares are fractions, 0.15 is 15 %.',
);

export const ProductTerms = types.object(TERMS_PLAN);
export const ProductTermsInput = types.input(TERMS_PLAN);
