const DAY_MS = 86_400_000;

export const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

export const cents = (amount: string): bigint => BigInt(amount.replace('.', ''));

export const amountOf = (minor: bigint): string => {
  const text = String(minor < 0n ? -minor : minor).padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
};

// Cents are whole numbers of any size, which Math.min does not take.
export const minMinor = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const maxMinor = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Parts of an amount in proportion to weights, to the cent: odd cents by largest remainder, ties to the earlier part. */
export function split(minor: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = weights.map((weight, at) => ({ at, cents: (minor * weight) / whole, rest: (minor * weight) % whole }));
  let odd = minor - parts.reduce((sum, { cents: part }) => sum + part, 0n);
  for (const part of parts.toSorted((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1))) {
    if (odd === 0n) break;
    part.cents += 1n;
    odd -= 1n;
  }
  return parts.map(({ cents: part }) => part);
}
