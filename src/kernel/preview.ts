import { canonicalHash } from './canonical.js';
import { refuse } from './refusal.js';

const TOKEN_LENGTH = 32;

/** Figures as a preview shows them, with the token that stands for them. */
export type Previewed<Figures> = Figures & { readonly token: string };

const tokenOf = (figures: object): string => canonicalHash(figures).slice(0, TOKEN_LENGTH);

/** The same figures always have the same token, so they must hold no id and no time that the request itself makes. */
export const withToken = <Figures extends object>(figures: Figures): Previewed<Figures> => ({
  ...figures,
  token: tokenOf(figures),
});

/** Refuses a commit whose figures are not those its caller was shown; without a token the caller takes them as they are. */
export function requireToken(token: string | null | undefined, figures: object): void {
  if (token === null || token === undefined) return;
  if (token === tokenOf(figures)) return;
  // The token that would be right is not told: nobody is to take figures that nobody looked at.
  const message = 'The figures are no longer those of the preview; look at a new one.';
  refuse({ problem: 'StateConflict', message, from: 'CHANGED', to: token });
}
