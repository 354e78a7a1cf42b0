import type { Bin } from '../finance/scorecard.js';

/** What people read about a characteristic; each part may be left to the default. */
export interface Wording {
  readonly label?: string;
  readonly reasonCode?: string;
  readonly reason?: string;
}

export type Wordings = Readonly<Record<string, Wording>>;

/** `inq_last_6mths` becomes `Inq last 6mths`. */
export function plainLabel(feature: string): string {
  const words = feature
    .replace(/([a-z0-9])([A-Z])|([A-Za-z]{2})(\d)/g, '$1$3 $2$4')
    .replace(/[_\-.\s]+/g, ' ')
    .trim()
    .toLowerCase();
  return words === '' ? feature : words.charAt(0).toUpperCase() + words.slice(1);
}

const codeOf = (feature: string): string =>
  feature
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '') || 'CHARACTERISTIC';

/** The direction in which a characteristic loses points, as a sentence. */
function plainReason(label: string, bins: readonly Bin[]): string {
  const ranges = bins.filter((bin) => bin.kind === 'RANGE');
  const [first, last] = [ranges[0], ranges[ranges.length - 1]];
  if (first && last && first.woe !== last.woe) return `${label} is too ${first.woe < last.woe ? 'low' : 'high'}`;
  if (first) return `${label} is not known`;
  return `${label} is in a group with more defaults`;
}

/** Label, code and reason of a feature; `taken` are the codes of the characteristics before it. */
export function wordingOf(
  feature: string,
  bins: readonly Bin[],
  context: { readonly wordings: Wordings; readonly taken: ReadonlySet<string> },
): Required<Wording> {
  const given = Object.hasOwn(context.wordings, feature) ? context.wordings[feature] : undefined;
  const label = given?.label ?? plainLabel(feature);
  let reasonCode = given?.reasonCode ?? codeOf(feature);
  for (let suffix = 2; given?.reasonCode === undefined && context.taken.has(reasonCode); suffix += 1) {
    reasonCode = `${codeOf(feature)}_${suffix}`;
  }
  return { label, reasonCode, reason: given?.reason ?? plainReason(label, bins) };
}
