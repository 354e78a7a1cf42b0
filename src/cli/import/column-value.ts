import { Decimal, failure, isCalendarDate, isDecimalText, type Result, success } from '../../kernel/index.js';
import type { ColumnRule, Scalar } from './mapping.js';

/** Why a field has no value for the API. */
export interface ValueProblem {
  readonly code: string;
  readonly message: string;
}

const problem = (code: string, message: string): Result<Scalar, ValueProblem> => failure({ code, message });

// Spreadsheets and R write 100000 as 1e+05: an exponent of up to two digits is read, exactly.
const NUMBER_PATTERN = /^[+-]?(\d{1,30}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,2})?$/;
const SHOWN_CHARACTERS = 60;

const shown = (text: string): string =>
  JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text);

const DATE_PATTERNS = {
  'YYYY-MM-DD': /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$/,
  YYYYMMDD: /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  'MM/DD/YYYY': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
  'DD/MM/YYYY': /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})$/,
  'DD.MM.YYYY': /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/,
} as const;

function readDate(text: string, format: ColumnRule['dateFormat']): Result<Scalar, ValueProblem> {
  const { y = '', m = '', d = '' } = DATE_PATTERNS[format].exec(text)?.groups ?? {};
  const date = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  return isCalendarDate(date) ? success(date) : problem('NOT_A_DATE', `${shown(text)} is no date like ${format}`);
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

/** Scaled and rounded exactly; only the last step to a JSON number may lose digits beyond the 15th. */
function readNumber(text: string, rule: ColumnRule): Result<Scalar, ValueProblem> {
  if (!NUMBER_PATTERN.test(text)) return problem('NOT_A_NUMBER', `${shown(text)} is no number`);
  const factor = new Decimal(rule.times ?? 1).times(rule.percent ? '0.01' : '1');
  const exact = new Decimal(text).times(factor);
  const value = rule.decimals === undefined ? exact : exact.toDecimalPlaces(rule.decimals, Decimal.ROUND_HALF_UP);
  if (rule.as === 'decimal') {
    const plain = value.toFixed();
    return isDecimalText(plain) ? success(plain) : problem('TOO_MANY_DIGITS', `${shown(text)} has too many digits`);
  }
  if (rule.as === 'integer' && !value.isInteger()) return problem('NOT_WHOLE', `${shown(text)} is no whole number`);
  return success(value.toNumber());
}

function convert(text: string, rule: ColumnRule): Result<Scalar, ValueProblem> {
  switch (rule.as) {
    case 'text':
      return success(text);
    case 'decimal':
    case 'number':
    case 'integer':
      return readNumber(text, rule);
    case 'date':
      return readDate(text, rule.dateFormat);
    case 'boolean': {
      const value = BOOLEANS[text.toLowerCase()];
      return value === undefined ? problem('NOT_A_BOOLEAN', `${shown(text)} is neither yes nor no`) : success(value);
    }
    default:
      return rule.as satisfies never;
  }
}

/** The value of a column's text: empty, pattern, translation, then scale and type. */
export type ReadColumn = (text: string) => Result<Scalar, ValueProblem>;

/** Prepares a rule once for all rows. */
export function columnReader(rule: ColumnRule): ReadColumn {
  const empty = new Set(['', ...rule.empty]);
  const pattern = rule.pattern === undefined ? undefined : new RegExp(rule.pattern, 'u');
  const translate = rule.translate && new Map(Object.entries(rule.translate));
  const typed = (value: Scalar): Result<Scalar, ValueProblem> =>
    value === null ? success(null) : convert(String(value), rule);
  return (field) => {
    const text = field.trim();
    if (empty.has(text)) {
      return rule.whenEmpty === undefined ? problem('EMPTY', 'is empty') : success(rule.whenEmpty);
    }
    const match = pattern?.exec(text);
    if (pattern && !match) return problem('NO_MATCH', `${shown(text)} does not match ${rule.pattern}`);
    const part = match?.[1] ?? text;
    if (!translate) return typed(part);
    const translated = translate.get(part);
    if (translated !== undefined) return typed(translated);
    if (rule.otherwise !== undefined) return typed(rule.otherwise);
    return problem('NO_TRANSLATION', `${shown(part)} has no translation`);
  };
}
