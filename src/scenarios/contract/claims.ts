/** A paper or record that proves a loss. */
export interface EvidenceRequirement {
  /** SCREAMING_CASE, unique within the module: `OVERDUE_STATEMENT`. */
  readonly kind: string;
  readonly label: string;
  /** Without it a claim cannot be decided in the lender's favour. */
  readonly required: boolean;
}

export interface ClaimTrigger {
  /** `OVERDUE`: the waiting period of the product passed since the oldest unpaid due date. */
  readonly code: 'OVERDUE';
  /** `UNSECURED`: the whole outstanding balance; `SECURED`: net of the collateral's proceeds. */
  readonly indemnity: 'UNSECURED' | 'SECURED';
}

export interface ClaimRules {
  readonly evidence: readonly EvidenceRequirement[];
  readonly triggers: readonly ClaimTrigger[];
}
