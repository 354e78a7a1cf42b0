import type { Transaction } from '../database/unit-of-work.js';
import { type FieldIssue, isCurrencyCode, issue } from '../kernel/index.js';
import { InputCheck } from '../scenarios/contract/index.js';
import { isTimeZone } from './organisation-request.js';

export interface NewProgramme {
  readonly partner: string;
  readonly code: string;
  readonly name: string;
  readonly scenario: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly lenders: readonly string[];
  /** Published versions, one of each insurer, in the order in which offers are shown. */
  readonly productVersions: readonly string[];
}

/** What a version must be for a programme to sell it. */
export interface SoldVersion {
  readonly id: string;
  readonly insurerId: string;
  readonly status: string;
  readonly scenario: string;
  readonly currency: string;
}

const PROGRAMME_CODE = /^[A-Z0-9][A-Z0-9-]{1,39}$/;
// Who sells may lend itself, and who lends may sell.
const SELLERS = ['PARTNER', 'LENDER'];

const KINDS = { name: 'programme.kinds', text: 'SELECT id, kind FROM organisation WHERE id = ANY($1)' };
const VERSIONS = {
  name: 'programme.versions',
  text: `SELECT v.id, v.insurer_id AS "insurerId", v.status, p.scenario, v.terms->>'currency' AS currency
         FROM product_version v JOIN product p ON p.id = v.product_id WHERE v.id = ANY($1)`,
};

export async function kindsOf(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<{ id: string; kind: string }>(KINDS, [ids]);
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

export async function soldVersions(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, SoldVersion>> {
  const rows = await tx.rows<SoldVersion>(VERSIONS, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

const sells = (kind: string | undefined): boolean => kind !== undefined && SELLERS.includes(kind);

/** Why a programme cannot have this lender. */
export const lenderIssue = (path: string, kind: string | undefined): FieldIssue | undefined =>
  sells(kind) ? undefined : issue(path, 'UNKNOWN_LENDER', 'names no lender or partner');

/** Why a programme cannot sell this version. */
export function versionIssue(
  path: string,
  version: SoldVersion | undefined,
  programme: { readonly scenario: string; readonly currency: string },
): FieldIssue | undefined {
  if (!version) return issue(path, 'UNKNOWN_PRODUCT_VERSION', 'names no product version');
  if (version.status !== 'PUBLISHED') return issue(path, 'NOT_PUBLISHED', 'is a draft; publish it first');
  if (version.scenario !== programme.scenario) {
    return issue(path, 'OTHER_SCENARIO', `insures ${version.scenario}, the programme sells ${programme.scenario}`);
  }
  if (version.currency === programme.currency) return undefined;
  return issue(path, 'OTHER_CURRENCY', `is in ${version.currency}, the programme in ${programme.currency}`);
}

/** Everything wrong with a new programme that needs no database. */
export function namingIssues(input: NewProgramme, scenarios: readonly string[]): readonly FieldIssue[] {
  const check = new InputCheck();
  if (!PROGRAMME_CODE.test(input.code)) {
    check.add('code', 'MALFORMED', 'must have 2 to 40 characters of A-Z, 0-9 and hyphen');
  }
  check.text('name', input.name, { maxLength: 200 });
  if (!scenarios.includes(input.scenario)) {
    check.add('scenario', 'UNKNOWN_SCENARIO', `must be one of ${scenarios.join(', ')}`);
  }
  if (!isCurrencyCode(input.currency)) check.add('currency', 'UNKNOWN_CURRENCY', 'must be an ISO 4217 code');
  if (!isTimeZone(input.timeZone)) check.add('timeZone', 'UNKNOWN_TIME_ZONE', 'must be an IANA time zone');
  return check.issues;
}

/** Everything wrong with whom and what a new programme names. */
export async function referenceIssues(tx: Transaction, input: NewProgramme): Promise<readonly FieldIssue[]> {
  const kinds = await kindsOf(tx, [input.partner, ...input.lenders]);
  const versions = await soldVersions(tx, input.productVersions);
  const partner = sells(kinds.get(input.partner))
    ? []
    : [issue('partner', 'UNKNOWN_PARTNER', 'names no partner or lender')];
  const lenders = input.lenders.map((id, at) => lenderIssue(`lenders[${at}]`, kinds.get(id)));
  const products = input.productVersions.map((id, at) => {
    const path = `productVersions[${at}]`;
    const version = versions.get(id);
    const isSecond = input.productVersions
      .slice(0, at)
      .some((other) => versions.get(other)?.insurerId === version?.insurerId);
    if (version && isSecond) return issue(path, 'INSURER_TWICE', 'is of an insurer that is there already');
    return versionIssue(path, version, input);
  });
  return [...partner, ...[...lenders, ...products].filter((found) => found !== undefined)];
}
