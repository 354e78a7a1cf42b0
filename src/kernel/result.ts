/** An expected outcome that is either a value or a refusal. Refusals carry the numbers that decided. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const success = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const failure = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/**
 * One thing wrong with an input. `path` is dotted from the input's root with list positions in brackets
 * (`loan.firstDueOn`, `scenario.ecommerce.order.lines[2].unitPrice`); `code` is stable and SCREAMING_CASE.
 */
export interface FieldIssue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export const issue = (path: string, code: string, message: string): FieldIssue => ({ path, code, message });
