/**
 * What one feature may be, as a set: unknown or not, and a union of spans of numbers or a (co)finite set of texts. Small
 * algebra for finding rows that can never fire; nothing on the way to a decision uses it.
 */
export interface ValueSet {
  readonly unknown: boolean;
  readonly spans: readonly Span[];
  readonly texts: Texts;
}

/** Between two cuts of the number line, start before end. */
type Span = readonly [start: Cut, end: Cut];
/** A place just before (side 0) or just after (side 1) a number. */
type Cut = readonly [at: number, side: 0 | 1];

/** The listed texts, or all but the listed ones. */
interface Texts {
  readonly listed: ReadonlySet<string>;
  readonly allBut: boolean;
}

export const NO_TEXT: Texts = { listed: new Set(), allBut: false };
export const EVERY_TEXT: Texts = { listed: new Set(), allBut: true };
export const LOWEST: Cut = [-Infinity, 0];
export const HIGHEST: Cut = [Infinity, 1];

const isBefore = (a: Cut, b: Cut): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
const later = (a: Cut, b: Cut): Cut => (isBefore(a, b) ? b : a);
const earlier = (a: Cut, b: Cut): Cut => (isBefore(a, b) ? a : b);

/** The numbers between two cuts; none when they stand the wrong way round. */
export const span = (start: Cut, end: Cut): readonly Span[] => (isBefore(start, end) ? [[start, end]] : []);

const spansIn = (a: readonly Span[], b: readonly Span[]): readonly Span[] =>
  a.flatMap(([start, end]) => b.flatMap((other) => span(later(start, other[0]), earlier(end, other[1]))));

const spansWithout = (a: readonly Span[], b: readonly Span[]): readonly Span[] =>
  b.reduce<readonly Span[]>(
    (left, [start, end]) =>
      left.flatMap((one) => [...span(one[0], earlier(one[1], start)), ...span(later(one[0], end), one[1])]),
    a,
  );

const filtered = (listed: ReadonlySet<string>, keep: (text: string) => boolean): ReadonlySet<string> =>
  new Set([...listed].filter(keep));

const hasText = ({ listed, allBut }: Texts, text: string): boolean => listed.has(text) !== allBut;
const complementOf = ({ listed, allBut }: Texts): Texts => ({ listed, allBut: !allBut });

export function intersectionOfTexts(a: Texts, b: Texts): Texts {
  if (!a.allBut) return { listed: filtered(a.listed, (text) => hasText(b, text)), allBut: false };
  if (!b.allBut) return intersectionOfTexts(b, a);
  return { listed: new Set([...a.listed, ...b.listed]), allBut: true };
}

export const intersection = (a: ValueSet, b: ValueSet): ValueSet => ({
  unknown: a.unknown && b.unknown,
  spans: spansIn(a.spans, b.spans),
  texts: intersectionOfTexts(a.texts, b.texts),
});

export const difference = (a: ValueSet, b: ValueSet): ValueSet => ({
  unknown: a.unknown && !b.unknown,
  spans: spansWithout(a.spans, b.spans),
  texts: intersectionOfTexts(a.texts, complementOf(b.texts)),
});

export const isEmpty = ({ unknown, spans, texts }: ValueSet): boolean =>
  !unknown && spans.length === 0 && !texts.allBut && texts.listed.size === 0;
