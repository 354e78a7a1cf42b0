const VIN_PATTERN = /^[A-HJ-NPR-Z0-9]{17}$/;
const CHECK_DIGIT_AT = 8;

// 49 CFR 565.15, tables III and IV: values of the letters and weights of the positions.
const LETTER_VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  ['A1 B2 C3 D4 E5 F6 G7 H8', 'J1 K2 L3 M4 N5 P7 R9', 'S2 T3 U4 V5 W6 X7 Y8 Z9'].flatMap((row) =>
    row.split(' ').map((pair): [string, number] => [pair.slice(0, 1), Number(pair.slice(1))]),
  ),
);
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2] as const;

export type VinProblem = 'VIN_MALFORMED' | 'VIN_CHECK_DIGIT';

/** The check digit a well-formed VIN must have in position 9: `0` to `9` or `X`. */
export function vinCheckDigit(vin: string): string {
  const sum = WEIGHTS.reduce<number>((total, weight, at) => {
    const character = vin.charAt(at);
    return total + weight * (LETTER_VALUES[character] ?? Number(character));
  }, 0);
  const remainder = sum % 11;
  return remainder === 10 ? 'X' : String(remainder);
}

/**
 * What is wrong with an upper-case vehicle identification number: 17 letters and digits without I, O and Q (ISO 3779)
 * and the check digit of 49 CFR 565.15. North America and China (GB 16735) require the digit of every vehicle; we
 * require it everywhere, because one slip of the pen would lock another car.
 */
export function vinProblem(vin: string): VinProblem | undefined {
  if (!VIN_PATTERN.test(vin)) return 'VIN_MALFORMED';
  return vinCheckDigit(vin) === vin.charAt(CHECK_DIGIT_AT) ? undefined : 'VIN_CHECK_DIGIT';
}
