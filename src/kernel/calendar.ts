import { ArgumentError } from './errors.js';

declare const dateBrand: unique symbol;
/** A calendar date without time or zone, `YYYY-MM-DD`, years 1900 to 2299. Sorts as text. */
export type CalendarDate = string & { readonly [dateBrand]: true };

const DATE_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Days of month 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether `text` names a day that exists. */
export function isCalendarDate(text: string): text is CalendarDate {
  const match = DATE_PATTERN.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1900 && year < 2300 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** @throws ArgumentError `NOT_A_DATE` */
export function calendarDate(text: string): CalendarDate {
  if (!isCalendarDate(text)) throw new ArgumentError('NOT_A_DATE', 'date', `${text} is not a calendar date`);
  return text;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

export const yearOf = (date: CalendarDate): number => Number(date.slice(0, 4));
export const monthOf = (date: CalendarDate): number => Number(date.slice(5, 7));
export const dayOf = (date: CalendarDate): number => Number(date.slice(8, 10));

/** Clamps the day to the month's end: (2025, 2, 31) is 2025-02-28. Month 1 to 12. */
export const dateClamped = (year: number, month: number, day: number): CalendarDate =>
  `${year}-${two(month)}-${two(Math.min(day, daysInMonth(year, month)))}` as CalendarDate;

/** Days since 1970-01-01, negative before. */
export const epochDay = (date: CalendarDate): number => Date.UTC(yearOf(date), monthOf(date) - 1, dayOf(date)) / DAY_MS;

export const fromEpochDay = (day: number): CalendarDate =>
  new Date(day * DAY_MS).toISOString().slice(0, 10) as CalendarDate;

export const addDays = (date: CalendarDate, days: number): CalendarDate => fromEpochDay(epochDay(date) + days);

/** Actual days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => epochDay(to) - epochDay(from);

/**
 * The date `months` later on `anchorDay` (default: the day of `date`), clamped to the month's end. Passing the first
 * date's anchor for every step keeps a 31st from drifting to the 28th.
 */
export function addMonths(date: CalendarDate, months: number, anchorDay = dayOf(date)): CalendarDate {
  const index = yearOf(date) * 12 + monthOf(date) - 1 + months;
  return dateClamped(Math.floor(index / 12), (index % 12) + 1, anchorDay);
}

export const earlierOf = (a: CalendarDate, b: CalendarDate): CalendarDate => (a < b ? a : b);
export const laterOf = (a: CalendarDate, b: CalendarDate): CalendarDate => (a > b ? a : b);

const formatters = new Map<string, Intl.DateTimeFormat>();
/** The last answer of each zone: asked again within the same minute, the date is the same. */
const lastDates = new Map<string, { readonly minute: number; readonly date: CalendarDate }>();

/**
 * The calendar date that `instant` falls on in an IANA time zone such as `Europe/Berlin`.
 * @throws RangeError when the zone is unknown to the runtime
 */
export function dateInZone(instant: Date, timeZone: string): CalendarDate {
  if (timeZone === 'UTC') return instant.toISOString().slice(0, 10) as CalendarDate;
  const minute = Math.floor(instant.getTime() / 60_000);
  const last = lastDates.get(timeZone);
  if (last?.minute === minute) return last.date;
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formatters.set(timeZone, formatter);
  }
  const date = formatter.format(instant) as CalendarDate;
  lastDates.set(timeZone, { minute, date });
  return date;
}

const timeFormatters = new Map<string, Intl.DateTimeFormat>();

/** The time of day of `instant` in an IANA time zone, `HH:MM` of 24 hours. @throws RangeError when the zone is unknown */
export function timeInZone(instant: Date, timeZone: string): string {
  let formatter = timeFormatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    timeFormatters.set(timeZone, formatter);
  }
  return formatter.format(instant);
}
