import type { ClaimRules } from '../scenarios/contract/index.js';
import type { ClaimTerms } from '../underwriting/claim-terms.js';

/** What a claim is asked for; kept with the claim, so that a later version of product or scenario changes nothing. */
export interface Requirement {
  readonly kind: string;
  readonly label: string;
  /** Without it the claim cannot be approved. */
  readonly required: boolean;
  /** Who asks: the scenario, or the product beyond or short of it. */
  readonly askedBy: 'SCENARIO' | 'PRODUCT';
}

/** The scenario's papers, with the product's word over them; the product's own come last. */
export function requirementsOf(
  rules: Pick<ClaimRules, 'evidence'>,
  { evidence }: Pick<ClaimTerms, 'evidence'>,
): Requirement[] {
  const ofProduct = new Map(evidence.map((row) => [row.kind, row]));
  const ofScenario = rules.evidence.flatMap(({ kind, label, required }): Requirement[] => {
    const own = ofProduct.get(kind);
    if (!own) return [{ kind, label, required, askedBy: 'SCENARIO' }];
    if (own.ask === 'NOT_ASKED') return [];
    return [{ kind, label: own.label ?? label, required: own.ask === 'REQUIRED', askedBy: 'PRODUCT' }];
  });
  const known = new Set(rules.evidence.map(({ kind }) => kind));
  const added = evidence
    .filter(({ kind, ask }) => !known.has(kind) && ask !== 'NOT_ASKED')
    .map(
      ({ kind, label, ask }): Requirement => ({
        kind,
        label: label ?? kind,
        required: ask === 'REQUIRED',
        askedBy: 'PRODUCT',
      }),
    );
  return [...ofScenario, ...added];
}

/** MISSING: nothing given. SCANNING: waits for the malware scan. REFUSED: only infected files. PROVIDED: it counts. */
export type ItemState = 'MISSING' | 'SCANNING' | 'REFUSED' | 'PROVIDED';

export function itemState(scanStates: readonly string[]): ItemState {
  if (scanStates.includes('CLEAN')) return 'PROVIDED';
  if (scanStates.includes('PENDING')) return 'SCANNING';
  return scanStates.length === 0 ? 'MISSING' : 'REFUSED';
}
