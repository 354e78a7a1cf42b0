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
