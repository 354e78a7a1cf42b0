export type OrganisationKind = 'PARTNER' | 'LENDER' | 'INSURER' | 'OPERATOR';

/** What a key may do: quote and service, underwrite, handle claims, only read, or run the platform. */
export type Role = 'PARTNER' | 'INSURER_UNDERWRITER' | 'INSURER_CLAIMS' | 'DASHBOARD' | 'OPERATOR';

/** Who is asking: the organisation a key belongs to and the key's role. */
export interface Viewer {
  readonly keyId: string;
  readonly organisationId: string;
  readonly organisationKind: OrganisationKind;
  readonly role: Role;
  /** 0 to 9: how much the key decides by hand, as product terms translate it into amounts. */
  readonly authorityLevel: number;
}
