import { randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';
/** Values of letters and weights of places in a vehicle identification number (49 CFR 565.15). */
const VALUES: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...'ABCDEFGH'].map((letter, at) => [letter, at + 1])),
  ...Object.fromEntries([...'JKLMN'].map((letter, at) => [letter, at + 1])),
  P: 7,
  R: 9,
  ...Object.fromEntries([...'STUVWXYZ'].map((letter, at) => [letter, at + 2])),
  ...Object.fromEntries([...'0123456789'].map((digit) => [digit, Number(digit)])),
};
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const CHECK_PLACE = 8;

const draw = (length: number): string => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** A made-up vehicle identification number with a right check digit, another one each time. */
export function madeUpVin(): string {
  const letters = [...`1HG${draw(14)}`];
  const sum = letters.reduce((total, letter, at) => total + (VALUES[letter] ?? 0) * (WEIGHTS[at] ?? 0), 0);
  letters[CHECK_PLACE] = sum % 11 === 10 ? 'X' : String(sum % 11);
  return letters.join('');
}

/** A reference nobody used before, so that the story can be told again. */
export const madeUpReference = (prefix: string): string => `${prefix}-${draw(8)}`;
