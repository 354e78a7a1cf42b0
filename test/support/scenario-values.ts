import type { Result } from '../../src/kernel/index.js';
import { portsOf } from '../../src/scenarios/conformance/ports.js';
import type { Ports } from '../../src/scenarios/contract/index.js';

/** The value of a result that must not be a refusal. */
export function accepted<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

export const multipliers = (
  factors: readonly { readonly code: string; readonly multiplier: number }[],
): Record<string, number> => Object.fromEntries(factors.map(({ code, multiplier }) => [code, multiplier]));

/** `SEVERITY CODE` of each flag, in order. */
export const flagsOf = (flags: readonly { readonly severity: string; readonly code: string }[]): readonly string[] =>
  flags.map(({ severity, code }) => `${severity} ${code}`);

/** The answers of the outside world in sample number `at`. */
export const samplePorts = (
  samples: { readonly valid: readonly { readonly ports?: Partial<Ports> }[] },
  at: number,
): Ports => portsOf(samples.valid[at]?.ports);
