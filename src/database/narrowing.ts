/** A condition of a list with `?` for its value; a value that is null or absent asks for nothing. */
export type Narrowing = readonly [condition: string, value: unknown];

export interface Narrowed {
  /** Conditions to stand behind others, or nothing. */
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * What is asked for of the conditions a list knows, with parameters from `first` on. Nothing else is written, so that an
 * index on what is asked for is found.
 */
export function narrowed(first: number, conditions: readonly Narrowing[]): Narrowed {
  const asked = conditions.filter(([, value]) => value !== null && value !== undefined);
  return {
    sql: asked.map(([condition], at) => ` AND ${condition.replace('?', `$${first + at}`)}`).join(''),
    values: asked.map(([, value]) => value),
  };
}
