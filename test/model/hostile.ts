const ID = /\b([a-z]{3})_[0-9A-Za-z]{26}\b/g;
/** Organisations are nobody's secret. */
const PUBLIC = 'org';

/** The same question about things that do not exist. */
export const aboutNothing = <T>(question: T): T =>
  JSON.parse(
    JSON.stringify(question).replace(ID, (id, kind) => (kind === PUBLIC ? id : `${kind}_0${'7'.repeat(25)}`)),
  ) as T;

export const withoutIds = (answer: object): object => JSON.parse(JSON.stringify(answer).replace(ID, '$1')) as object;

type Path = readonly string[];

/** Everything in an input that is not itself made of parts, by its path. */
export function leavesOf(input: unknown, path: Path = []): { readonly path: Path; readonly value: unknown }[] {
  if (typeof input !== 'object' || input === null) return [{ path, value: input }];
  return Object.entries(input).flatMap(([name, value]) => leavesOf(value, [...path, name]));
}

/** The input with another value in one place. */
export function withLeaf(input: object, [name = '', ...rest]: Path, value: unknown): object {
  const copy: Record<string, unknown> = Array.isArray(input) ? ([...input] as never) : { ...input };
  copy[name] = rest.length === 0 ? value : withLeaf(copy[name] as object, rest, value);
  return copy;
}

const DATES = ['2026-02-30', '2026-13-01', 'yesterday', ''];
const AMOUNTS = ['-1.00', '0.001', '1e5', 'many', '9'.repeat(30)];
const TEXTS = ['x'.repeat(20_000), '\u0000'];

/** What nobody may take in the place of a value. */
export function nonsenseFor(path: Path, value: unknown): readonly unknown[] {
  const name = path.at(-1);
  if (typeof value === 'number') return [-1, 1.5, 2 ** 31, 'many'];
  if (typeof value === 'boolean') return ['maybe', 2];
  if (typeof value !== 'string') return [];
  if (name === 'amount') return AMOUNTS;
  if (name === 'currency') return ['XXX', 'usd', '', 'EUR'];
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return DATES;
  if (/^[a-z]{3}_[0-9A-Za-z]{26}$/.test(value)) return ['', 'nobody', `cat_${'0'.repeat(26)}`];
  return TEXTS;
}
