import { z } from 'zod';
import { isDecimalText } from '../../kernel/index.js';

const MAX_SIGNIFICANT_DIGITS = 15;
const CODE = /^[A-Z][A-Z0-9_]{0,59}$/;

/** Up to 15 significant digits a decimal and the binary number next to it compare alike: see compile.ts. */
const isExactNumber = (text: string): boolean =>
  isDecimalText(text) && text.replace(/^-?0*\.?0*|\./g, '').length <= MAX_SIGNIFICANT_DIGITS;

const number = z.string().refine(isExactNumber, {
  error: `must be a plain decimal of at most ${MAX_SIGNIFICANT_DIGITS} digits, as text`,
  params: { code: 'BAD_NUMBER' },
});
const code = z.string().regex(CODE, 'must be SCREAMING_CASE, at most 60 characters');
const sentence = z.string().trim().min(1).max(500);
const texts = z.array(z.string().min(1).max(100)).min(1).max(500).readonly();

/** Every member that is given must hold. An unknown (null) feature meets `unknown: true` and nothing else. */
const conditionShape = z
  .strictObject({
    /** At least. */
    from: number.optional(),
    /** More than. */
    over: number.optional(),
    /** At most. */
    upTo: number.optional(),
    /** Less than. */
    below: number.optional(),
    in: texts.optional(),
    notIn: texts.optional(),
    unknown: z.boolean().optional(),
  })
  .refine((condition) => Object.keys(condition).length > 0, {
    error: 'must say something about the feature',
    params: { code: 'EMPTY_CONDITION' },
  })
  .refine(({ from, over }) => from === undefined || over === undefined, {
    error: 'has two lower ends: from (included) or over (excluded)',
    params: { code: 'CONTRADICTION' },
  })
  .refine(({ upTo, below }) => upTo === undefined || below === undefined, {
    error: 'has two upper ends: upTo (included) or below (excluded)',
    params: { code: 'CONTRADICTION' },
  })
  .refine((condition) => condition.unknown !== true || Object.keys(condition).length === 1, {
    error: 'an unknown value can meet no other condition',
    params: { code: 'CONTRADICTION' },
  });

const MULTIPLIER = { from: 0.1, to: 10 } as const;
const multiplier = number.refine((text) => Number(text) >= MULTIPLIER.from && Number(text) <= MULTIPLIER.to, {
  error: `must be from ${MULTIPLIER.from} to ${MULTIPLIER.to}`,
  params: { code: 'OUT_OF_RANGE' },
});
const addMinor = z.string().regex(/^-?\d{1,12}$/, 'must be whole minor units, at most 12 digits');

/** Conditions by feature, all of which must hold; none at all holds always. */
const when = z
  .unknown()
  // A record leaves this member out without a word, and a row that lost its condition would hold for everybody.
  .refine((value) => !Object.hasOwn(Object(value), '__proto__'), {
    error: 'names no feature: __proto__',
    params: { code: 'UNKNOWN_FEATURE' },
  })
  .pipe(z.record(z.string().min(1).max(60), conditionShape));
const common = { when, code, message: sentence };

const rowShape = z
  .discriminatedUnion('effect', [
    /** Declines and stands: nothing the applicant does would cure it. */
    z.strictObject({ ...common, effect: z.literal('KNOCK_OUT') }),
    /** A person must look. */
    z.strictObject({ ...common, effect: z.literal('REFER'), cure: sentence.optional() }),
    /** Declines what was asked; `cure` says what would pass. */
    z.strictObject({ ...common, effect: z.literal('CURABLE'), cure: sentence }),
    /** Changes the premium before tax: times `multiplier`, or by `addMinor`. */
    z.strictObject({
      ...common,
      effect: z.literal('PRICE_ADJUSTMENT'),
      multiplier: multiplier.optional(),
      addMinor: addMinor.optional(),
    }),
    /** Whoever decides by hand needs at least this level. */
    z.strictObject({ ...common, effect: z.literal('AUTHORITY'), level: z.int().min(1).max(9) }),
    /** Only noted in the trace. */
    z.strictObject({ ...common, effect: z.literal('INFO') }),
  ])
  .refine(
    (row) => row.effect !== 'PRICE_ADJUSTMENT' || (row.multiplier === undefined) !== (row.addMinor === undefined),
    { error: 'needs a multiplier or an amount to add, not both', params: { code: 'NOT_AN_ADJUSTMENT' } },
  );

const tableShape = z.strictObject({
  code,
  title: sentence,
  /** FIRST: the first row that holds speaks alone. COLLECT: every row that holds. */
  hitPolicy: z.enum(['FIRST', 'COLLECT']),
  rows: z.array(rowShape).min(1).max(200),
});

/** Decision tables in the order in which they are read. */
export const tablesShape = z
  .array(tableShape)
  .max(50)
  .refine((tables) => new Set(tables.map((table) => table.code)).size === tables.length, {
    error: 'two tables have the same code',
    params: { code: 'DUPLICATE' },
  });

export type DecisionTable = Readonly<z.infer<typeof tableShape>>;
export type Condition = Readonly<z.infer<typeof conditionShape>>;
export type Row = Readonly<z.infer<typeof rowShape>>;
