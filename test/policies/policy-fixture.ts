import { systemScope, type UnitOfWork } from '../../src/database/unit-of-work.js';
import { canonicalHash, newId } from '../../src/kernel/index.js';
import type { OrganisationKind, Viewer } from '../../src/partners/viewer.js';
import { openLoan } from '../../src/policies/loan.js';
import type { LoanRequest } from '../../src/scenarios/contract/index.js';
import { storedLoan } from '../../src/underwriting/loan-request.js';
import { createOrganisation } from '../support/organisations.js';
import { loanOf } from './loan-fixture.js';

export interface Market {
  readonly partnerId: string;
  readonly lenderId: string;
  readonly insurerId: string;
  readonly programmeId: string;
  readonly productVersionId: string;
  readonly limitId: string;
}

export interface PolicyRef {
  readonly policyId: string;
  readonly loanId: string | undefined;
}

const AT = '2025-12-01T09:00:00Z';

const insert = (table: string, row: Readonly<Record<string, unknown>>) => {
  const columns = Object.keys(row);
  const places = columns.map((_, at) => `$${at + 1}`).join(', ');
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`;
  return { statement: { name: `test.${table}.${columns.length}`, text }, values: Object.values(row) };
};

/** A partner, a lender and an insurer with a product, a programme and a limit of 10,000,000,000.00 EUR. */
export async function createMarket(units: UnitOfWork): Promise<Market> {
  const market: Market = {
    partnerId: await createOrganisation(units, 'Shop', 'PARTNER'),
    lenderId: await createOrganisation(units, 'Bank', 'LENDER'),
    insurerId: await createOrganisation(units, 'Insurer', 'INSURER'),
    programmeId: newId('programme'),
    productVersionId: newId('productVersion'),
    limitId: newId('exposureLimit'),
  };
  const { partnerId, insurerId, programmeId, productVersionId } = market;
  const productId = newId('product');
  const rows = [
    insert('product', { id: productId, insurer_id: insurerId, code: 'P', name: 'P', scenario: 'ecommerce' }),
    insert('product_version', {
      id: productVersionId,
      insurer_id: insurerId,
      product_id: productId,
      version: 1,
      status: 'PUBLISHED',
      terms: '{}',
      created_at: AT,
      published_at: AT,
    }),
    insert('programme', {
      id: programmeId,
      partner_id: partnerId,
      code: 'C',
      name: 'C',
      scenario: 'ecommerce',
      currency: 'EUR',
      time_zone: 'Europe/Berlin',
      status: 'OPEN',
      created_at: AT,
    }),
    insert('exposure_limit', {
      id: market.limitId,
      insurer_id: insurerId,
      dimension: 'INSURER',
      subject: insurerId,
      currency: 'EUR',
      cap_minor: '1000000000000',
    }),
  ];
  await units.run(systemScope, async (tx) => {
    for (const { statement, values } of rows) await tx.run(statement, values);
  });
  return market;
}

export interface PolicyOverrides {
  readonly status?: 'PENDING_ACTIVATION' | 'ACTIVE';
  readonly loan?: LoanRequest;
  readonly risk?: object;
  readonly timeZone?: string;
  readonly scenario?: string;
}

/** Cover of 90 % of the loan's principal for a premium of 50.00 (tax included), from 2025-12-01 to 2027-01-31. */
export function policyRows(market: Market, overrides: PolicyOverrides = {}) {
  const { partnerId, lenderId, insurerId, programmeId, productVersionId } = market;
  const { status = 'ACTIVE', loan = loanOf(), risk = {}, scenario = 'ecommerce' } = overrides;
  const [quoteId, offerId, policyId] = [newId('quote'), newId('offer'), newId('policy')];
  const sumInsuredMinor = String((loan.principalMinor * 9n) / 10n);
  const premiumLines = JSON.stringify([
    { kind: 'RISK', minor: '3000' },
    { kind: 'EXPENSE', minor: '702' },
    { kind: 'COMMISSION', minor: '500' },
    { kind: 'TAX', minor: '798' },
  ]);
  const parties = { partner_id: partnerId, insurer_id: insurerId, lender_id: lenderId };
  const isActive = status === 'ACTIVE';
  const rows = [
    insert('quote', {
      id: quoteId,
      partner_id: partnerId,
      lender_id: lenderId,
      programme_id: programmeId,
      scenario,
      scenario_version: '1.0.0',
      status: 'BOUND',
      outcome: 'APPROVED',
      obligor_reference: 'o-1',
      currency: 'EUR',
      principal_minor: String(loan.principalMinor),
      loan: JSON.stringify(storedLoan(loan)),
      obligor: '{}',
      risk: JSON.stringify(risk),
      facts: '{}',
      decision: '{}',
      requested_on: loan.requestedOn,
      created_at: AT,
      expires_at: AT,
    }),
    insert('offer', {
      id: offerId,
      partner_id: partnerId,
      insurer_id: insurerId,
      quote_id: quoteId,
      product_version_id: productVersionId,
      position: 1,
      currency: 'EUR',
      sum_insured_minor: sumInsuredMinor,
      insured_percentage: '0.9',
      premium_minor: '5000',
      premium_lines: premiumLines,
      pricing: '{}',
    }),
    insert('policy', {
      id: policyId,
      number: `CG-${policyId}`,
      ...parties,
      programme_id: programmeId,
      product_version_id: productVersionId,
      quote_id: quoteId,
      offer_id: offerId,
      scenario,
      scenario_version: '1.0.0',
      status,
      obligor_reference: 'o-1',
      risk: JSON.stringify(risk),
      currency: 'EUR',
      sum_insured_minor: sumInsuredMinor,
      insured_percentage: '0.9',
      premium_minor: '5000',
      premium_lines: premiumLines,
      starts_on: '2025-12-01',
      ends_on: '2027-01-31',
      activation_deadline: '2026-01-01T00:00:00Z',
      bound_at: AT,
      activated_at: isActive ? AT : null,
    }),
    insert('policy_transaction', {
      id: newId('policyTransaction'),
      policy_id: policyId,
      ...parties,
      sequence: 1,
      kind: 'ISSUANCE',
      effective_on: '2025-12-01',
      recorded_at: AT,
      currency: 'EUR',
      sum_insured_delta_minor: sumInsuredMinor,
      premium_delta_minor: '5000',
      premium_lines: premiumLines,
      reason: 'ISSUED',
    }),
    insert('purpose_lock', {
      id: newId('purposeLock'),
      ...parties,
      policy_id: policyId,
      scenario,
      key: policyId,
      reference: policyId,
      label: 'order',
      payee: 'shop',
      currency: 'EUR',
      amount_minor: String(loan.principalMinor),
      state: 'HELD',
      locked_at: AT,
    }),
    insert('exposure', {
      id: newId('exposure'),
      partner_id: partnerId,
      insurer_id: insurerId,
      quote_id: quoteId,
      offer_id: offerId,
      policy_id: policyId,
      limit_ids: [market.limitId],
      currency: 'EUR',
      amount_minor: sumInsuredMinor,
      state: isActive ? 'UTILISED' : 'RESERVED',
      changed_at: AT,
    }),
  ];
  return { policyId, loan, isActive, sumInsuredMinor, rows };
}

const USE_LIMIT = {
  name: 'test.limit.use',
  text: `UPDATE exposure_limit SET utilised_minor = utilised_minor + $2, reserved_minor = reserved_minor + $3 WHERE id = $1`,
};

/** A policy as binding (and activation) leave it, written as rows; an active one has its loan. */
export async function createPolicy(
  units: UnitOfWork,
  market: Market,
  overrides: PolicyOverrides = {},
): Promise<PolicyRef> {
  const { policyId, loan, isActive, sumInsuredMinor, rows } = policyRows(market, overrides);
  return units.run(systemScope, async (tx) => {
    for (const { statement, values } of rows) await tx.run(statement, values);
    await tx.run(USE_LIMIT, [market.limitId, isActive ? sumInsuredMinor : '0', isActive ? '0' : sumInsuredMinor]);
    const loanId = isActive
      ? await openLoan(tx, {
          policy: { id: policyId, ...market },
          request: loan,
          timeZone: overrides.timeZone ?? 'Europe/Berlin',
          noticeDays: 10,
          waitingDays: 60,
          reference: 'L-1',
        })
      : undefined;
    return { policyId, loanId };
  });
}

/** Rows of a query with everything visible; figures as text. */
export const readAll = <Row>(units: UnitOfWork, text: string, values: readonly unknown[] = []): Promise<Row[]> =>
  units.run(systemScope, (tx) => tx.rows<Row>({ name: `test.${canonicalHash(text).slice(0, 40)}`, text }, values), {
    deadlineMs: 30_000,
  });

export const viewerOf = (organisationId: string, organisationKind: OrganisationKind): Viewer => ({
  keyId: 'key_test',
  organisationId,
  organisationKind,
  authorityLevel: 0,
  role: 'PARTNER',
});

export const clockAt = (instant: string): { now(): Date; set(to: string): void } => {
  let now = new Date(instant);
  return {
    now: () => now,
    set: (to) => {
      now = new Date(to);
    },
  };
};
