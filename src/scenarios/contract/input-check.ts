import {
  type CalendarDate,
  type CurrencyCode,
  type FieldIssue,
  isCalendarDate,
  isCountryCode,
  issue,
  parseAmount,
} from '../../kernel/index.js';
import { hasUnprintable, isBlank, lengthOf, normaliseReference, normaliseText } from './text.js';

export interface TextLimits {
  /** In characters after normalisation. */
  readonly maxLength: number;
}

/** Both ends belong to the range. */
export interface NumberLimits {
  readonly from: number;
  readonly to: number;
  /** Shown in the message: `km`, `days`. */
  readonly unit?: string;
}

export interface DateLimits {
  readonly notBefore?: CalendarDate;
  /** The business date: anything later lies in the future. */
  readonly today?: CalendarDate;
}

interface AmountText {
  readonly amount: string;
  readonly currency: string;
}

// Normalisation shortens or lengthens a text by a small factor only; a text this much longer is refused unread.
const UNREAD_FACTOR = 4;

/**
 * Reads fields of an input and collects every problem, so that one answer lists all of them. Each reader returns the
 * normalised value, or a neutral one (`''`, `0`, undefined) after it has added an issue: a module builds its risk in
 * one straight line and looks at `issues` at the end.
 */
export class InputCheck {
  readonly issues: FieldIssue[] = [];

  add(path: string, code: string, message: string): void {
    this.issues.push(issue(path, code, message));
  }

  /** Text for people. Codes: `EMPTY`, `TOO_LONG`, `UNPRINTABLE_CHARACTERS`. */
  text(path: string, value: string, limits: TextLimits): string {
    return this.checkedText(path, value, limits, normaliseText);
  }

  /** As `text`; absent and blank are null. */
  optionalText(path: string, value: string | null | undefined, limits: TextLimits): string | null {
    if (value === null || value === undefined || (value.length <= limits.maxLength && isBlank(value))) return null;
    return this.text(path, value, limits);
  }

  /** The identity of a thing, in the normal form of `normaliseReference`. Codes as for `text`, `NO_IDENTITY`. */
  reference(path: string, value: string, limits: TextLimits): string {
    const reference = this.checkedText(path, value, limits, normaliseReference);
    if (reference === '' || /[\p{L}\p{N}]/u.test(reference)) return reference;
    this.add(path, 'NO_IDENTITY', 'must hold a letter or a digit');
    return '';
  }

  private checkedText(path: string, value: string, limits: TextLimits, normalise: (text: string) => string): string {
    const { maxLength } = limits;
    const text = value.length > maxLength * UNREAD_FACTOR ? undefined : normalise(value);
    if (text === undefined || lengthOf(text) > maxLength) {
      this.add(path, 'TOO_LONG', `must have at most ${maxLength} characters`);
      return '';
    }
    if (isBlank(text)) this.add(path, 'EMPTY', 'must not be empty');
    else if (hasUnprintable(text)) this.add(path, 'UNPRINTABLE_CHARACTERS', 'must hold printable characters only');
    else return text;
    return '';
  }

  /**
   * An amount above zero, in minor units. Codes, at `path.amount`: `MALFORMED_AMOUNT`, `TOO_MANY_DECIMALS`,
   * `MUST_BE_POSITIVE`; at `path.currency`: `CURRENCY_MISMATCH`.
   */
  amount(path: string, value: AmountText, currency: CurrencyCode): bigint | undefined {
    const minor = this.anyAmount(path, value, currency);
    if (minor === undefined || minor > 0n) return minor;
    this.add(`${path}.amount`, 'MUST_BE_POSITIVE', 'must be above zero');
    return undefined;
  }

  /** As `amount`, but zero is allowed and absent is zero. Code for less: `MUST_NOT_BE_NEGATIVE`. */
  amountOrZero(path: string, value: AmountText | null | undefined, currency: CurrencyCode): bigint | undefined {
    if (value === null || value === undefined) return 0n;
    const minor = this.anyAmount(path, value, currency);
    if (minor === undefined || minor >= 0n) return minor;
    this.add(`${path}.amount`, 'MUST_NOT_BE_NEGATIVE', 'must be zero or more');
    return undefined;
  }

  private anyAmount(path: string, value: AmountText, currency: CurrencyCode): bigint | undefined {
    if (value.currency !== currency) {
      this.add(`${path}.currency`, 'CURRENCY_MISMATCH', `must be ${currency}, the currency of the loan`);
      return undefined;
    }
    const parsed = parseAmount(value.amount, currency);
    if (parsed.ok) return parsed.value.minor;
    const message =
      parsed.error === 'TOO_MANY_DECIMALS'
        ? `has more decimals than ${currency} has`
        : 'must be a plain decimal with at most 15 digits before the point';
    this.add(`${path}.amount`, parsed.error, message);
    return undefined;
  }

  /** A finite number within the limits. Code: `OUT_OF_RANGE`. */
  number(path: string, value: number, limits: NumberLimits): number {
    if (Number.isFinite(value) && value >= limits.from && value <= limits.to) return value + 0;
    const unit = limits.unit === undefined ? '' : ` ${limits.unit}`;
    this.add(path, 'OUT_OF_RANGE', `must be from ${limits.from} to ${limits.to}${unit}`);
    return limits.from;
  }

  /** Codes: `NOT_A_DATE`, `DATE_IN_FUTURE`, `DATE_TOO_EARLY`. */
  date(path: string, value: string, limits: DateLimits): CalendarDate | undefined {
    if (!isCalendarDate(value)) this.add(path, 'NOT_A_DATE', 'must be a calendar date, YYYY-MM-DD');
    else if (limits.today !== undefined && value > limits.today) {
      this.add(path, 'DATE_IN_FUTURE', `must not be after ${limits.today}`);
    } else if (limits.notBefore !== undefined && value < limits.notBefore) {
      this.add(path, 'DATE_TOO_EARLY', `must not be before ${limits.notBefore}`);
    } else return value;
    return undefined;
  }

  /** An ISO 3166-1 alpha-2 code, upper-cased. Code: `UNKNOWN_COUNTRY`. */
  country(path: string, value: string): string {
    const code = value.length > 16 ? '' : value.trim().toUpperCase();
    if (isCountryCode(code)) return code;
    this.add(path, 'UNKNOWN_COUNTRY', 'must be an ISO 3166-1 alpha-2 code such as DE');
    return '';
  }
}
