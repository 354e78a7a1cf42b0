import type { PolicyChange } from './change-proposal.js';

/** Figures as an idempotency key keeps them: JSON with minor units in text. */
export interface ChangeAnswer extends Readonly<Record<string, string>> {
  readonly change: string;
}

const isMinor = (name: string): boolean => name === 'minor' || name.endsWith('Minor');

export const answerOf = (change: PolicyChange): ChangeAnswer => ({
  change: JSON.stringify(change, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
});

export const changeOfAnswer = ({ change }: ChangeAnswer): PolicyChange =>
  JSON.parse(change, (name, value: unknown) => (isMinor(name) ? BigInt(value as string) : value)) as PolicyChange;
