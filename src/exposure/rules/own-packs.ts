import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isCountryCode, isCurrencyCode, parseAmount } from '../../kernel/index.js';
import { isRegion } from '../limit-subject.js';
import { type RulePack, SEGMENT_DIMENSIONS } from './rule-pack.js';
import { RULE_PACKS } from './rule-packs.js';

/** Thrown at boot; the message names everything that is wrong with the file. */
export class RulePackError extends Error {
  override readonly name = 'RulePackError';

  constructor(file: string, problems: readonly string[]) {
    super(`the rule packs of ${file} were refused:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const CODE = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, 'must be 1 to 60 letters, digits, dots, dashes');
const text = z.string().min(1).max(1_000);
const fraction = z.string().regex(/^\d{1,6}(\.\d{1,12})?$/, 'must be a decimal of zero or more, as text');
const country = z.string().refine(isCountryCode, 'must be an ISO 3166-1 alpha-2 country');
const obligorKind = z.enum(['PERSON', 'COMPANY']);

/** An amount as everywhere: `{"amount": "200000.00", "currency": "CNY"}`. */
const cap = z.strictObject({ amount: z.string(), currency: z.string() }).transform(({ amount, currency }, context) => {
  const parsed = isCurrencyCode(currency) ? parseAmount(amount, currency) : undefined;
  if (parsed?.ok && parsed.value.minor >= 0n) return { minor: parsed.value.minor, currency };
  context.addIssue({ code: 'custom', message: 'must be zero or more in an ISO 4217 currency, with its decimals' });
  return z.NEVER;
});
const count = z.strictObject({ count: z.int().min(0).max(1_000_000_000) });

const multiple = z.strictObject({
  kind: z.literal('NET_ASSET_MULTIPLE'),
  dimension: z.enum(['INSURER', 'OBLIGOR', 'OBLIGOR_GROUP']),
  multiple: fraction,
  nonSpecialistsOnly: z.literal(true).optional(),
  fromInclusiveShare: fraction.optional(),
});
const obligorAmount = z
  .strictObject({
    kind: z.literal('OBLIGOR_AMOUNT'),
    dimension: z.enum(['OBLIGOR', 'OBLIGOR_AT_PARTNER']),
    obligorKind,
    cap,
  })
  .transform(({ cap: { minor: capMinor, currency }, ...measure }) => ({ ...measure, capMinor, currency }));
const totalCost = z.strictObject({ kind: z.literal('TOTAL_COST'), nominal: fraction });

const throttle = z
  .strictObject({
    kind: z.literal('VOLUME_THROTTLE'),
    dimension: z.enum(SEGMENT_DIMENSIONS),
    subject: text.optional(),
    obligorKind: z.enum(['ANY', 'PERSON', 'COMPANY']).default('ANY'),
    windowDays: z.int().min(1).max(366),
    cap: z.union([count, cap], { error: 'must be a count, or an amount in an ISO 4217 currency' }),
  })
  .refine(
    ({ dimension, subject }) =>
      subject === undefined || dimension === 'SCENARIO' || (dimension === 'REGION' && isRegion(subject)),
    { path: ['subject'], error: 'is a scenario or an ISO 3166 region; of PARTNER and INSURER there is none' },
  );

const rule = z.strictObject({
  id: CODE,
  statement: text,
  source: text,
  confidence: z.enum(['READ', 'HIGH', 'MEDIUM', 'BACKGROUND']),
  effectiveFrom: z.iso.date(),
  effectiveUntil: z.iso.date().optional(),
  note: text.optional(),
  measure: z.discriminatedUnion('kind', [multiple, obligorAmount, totalCost, throttle]),
});
const packs = z.array(
  z
    .strictObject({ code: CODE, title: text, jurisdiction: country, rules: z.array(rule).min(1).max(200) })
    .refine(({ rules }) => new Set(rules.map(({ id }) => id)).size === rules.length, 'has two rules of one id'),
);

/**
 * Our packs and those of an installation: a JSON file of packs, in the form of `RulePack` with amounts as text.
 * @throws RulePackError naming every problem
 */
export async function loadRulePacks(file: string | undefined): Promise<readonly RulePack[]> {
  if (file === undefined) return RULE_PACKS;
  const own = packs.safeParse(await jsonOf(file));
  if (!own.success) {
    throw new RulePackError(
      file,
      own.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
    );
  }
  const all: readonly RulePack[] = [...RULE_PACKS, ...own.data];
  const codes = all.map(({ code }) => code);
  const twice = codes.filter((code, at) => codes.indexOf(code) !== at);
  if (twice.length > 0)
    throw new RulePackError(
      file,
      twice.map((code) => `${code} is the code of another pack`),
    );
  return all;
}

async function jsonOf(file: string): Promise<unknown> {
  const content = await readFile(file, 'utf8').catch(() => {
    throw new RulePackError(file, ['it cannot be read']);
  });
  try {
    return JSON.parse(content);
  } catch {
    throw new RulePackError(file, ['it is not JSON']);
  }
}
