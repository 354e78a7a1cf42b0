// Control characters, lone surrogates (PostgreSQL's jsonb refuses them), private use and bidirectional overrides, which
// make a text read differently from what is stored.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Co}\u202A-\u202E\u2066-\u2069]/u;

/** NFC, trimmed, runs of white space as one space. What people typed stays otherwise as it is. */
export const normaliseText = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ');

/** Whether `text` holds characters that must not be stored or shown. Tabs and line breaks count; normalise first. */
export const hasUnprintable = (text: string): boolean => UNPRINTABLE.test(text);

/** Whether nothing of `text` can be seen. */
export const isBlank = (text: string): boolean => !/[^\s\p{Cf}]/u.test(text);

/** Length in characters as people and databases count them, not in UTF-16 units. */
export const lengthOf = (text: string): number => [...text].length;

/**
 * One normal form for the identity of a thing, so that two writings of one reference are equal: compatibility forms
 * folded (NFKC), upper case, every dash a hyphen, no white space and no invisible characters. `" a–10 09"` is `A-1009`.
 */
export const normaliseReference = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Pd}/gu, '-')
    .replace(/[\s\p{Cf}]+/gu, '')
    .toUpperCase()
    .normalize('NFKC');

export const sameReference = (left: string, right: string): boolean =>
  normaliseReference(left) === normaliseReference(right);
