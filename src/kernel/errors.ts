/**
 * Three kinds of failure exist. Refusals are values (`Refusal` in result.ts). The two classes here are thrown:
 * `ArgumentError` when a caller of pure code breaks its contract, `InvariantError` when our own state is impossible.
 */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';

  /**
   * @param code stable SCREAMING_CASE code, e.g. `OUT_OF_RANGE`
   * @param argument the offending argument, with a path when nested: `loan.instalments`, `weights[2]`
   */
  constructor(
    readonly code: string,
    readonly argument: string,
    message: string,
  ) {
    super(`${argument}: ${message}`);
  }
}

export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Narrows `condition` to true or throws `InvariantError`; for states that correct code cannot reach. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** The `default:` of an exhaustive switch: fails to compile when a case is missing. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable case: ${JSON.stringify(value)}`);
}
