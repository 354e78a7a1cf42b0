import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import {
  ExposureLimit,
  Organisation,
  Product,
  ProductVersion,
  Programme,
  ProgrammeLender,
  ProgrammeProduct,
} from '../entities/index.js';
import { invariant, newId } from '../kernel/index.js';
import { insertKey } from '../partners/key-service.js';
import type { OrganisationKind, Role } from '../partners/viewer.js';
import { parseTerms } from '../underwriting/terms.js';
import { alderProducts, modeProducts, northwindProducts, type SandboxProduct, tamarackProduct } from './products.js';
import type { SimulatedClock } from './simulated-clock.js';

/** Fixed ids, so that the examples in the documentation work as they are. */
export const SANDBOX_IDS = {
  operator: 'org_00000000000000000000000001',
  northwind: 'org_00000000000000000000000002',
  alder: 'org_00000000000000000000000003',
  harbourBank: 'org_00000000000000000000000004',
  lumen: 'org_00000000000000000000000005',
  kestrel: 'org_00000000000000000000000006',
  meridian: 'org_00000000000000000000000007',
  tamarack: 'org_00000000000000000000000008',
} as const;

interface SandboxOrganisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly country: string;
  readonly timeZone: string;
}

const ORGANISATIONS: readonly SandboxOrganisation[] = [
  { id: SANDBOX_IDS.operator, kind: 'OPERATOR', name: 'Sandbox operator', country: 'US', timeZone: 'UTC' },
  {
    id: SANDBOX_IDS.northwind,
    kind: 'INSURER',
    name: 'Northwind Credit Insurance',
    country: 'US',
    timeZone: 'America/New_York',
  },
  { id: SANDBOX_IDS.alder, kind: 'INSURER', name: 'Alder Mutual', country: 'DE', timeZone: 'Europe/Berlin' },
  { id: SANDBOX_IDS.harbourBank, kind: 'LENDER', name: 'Harbour Bank', country: 'US', timeZone: 'America/New_York' },
  { id: SANDBOX_IDS.lumen, kind: 'PARTNER', name: 'Lumen Electronics', country: 'US', timeZone: 'America/New_York' },
  { id: SANDBOX_IDS.kestrel, kind: 'PARTNER', name: 'Kestrel Motors', country: 'DE', timeZone: 'Europe/Berlin' },
  {
    id: SANDBOX_IDS.meridian,
    kind: 'PARTNER',
    name: 'Meridian Home Loans',
    country: 'US',
    timeZone: 'America/Chicago',
  },
  { id: SANDBOX_IDS.tamarack, kind: 'INSURER', name: 'Tamarack Surety', country: 'US', timeZone: 'America/New_York' },
];

interface SandboxKey {
  readonly name: string;
  readonly organisationId: string;
  readonly role: Role;
  readonly purpose: string;
  readonly authorityLevel?: number;
}

const KEYS: readonly SandboxKey[] = [
  { name: 'merchant', organisationId: SANDBOX_IDS.lumen, role: 'PARTNER', purpose: "Lumen's checkout" },
  { name: 'dealer', organisationId: SANDBOX_IDS.kestrel, role: 'PARTNER', purpose: "Kestrel's configurator" },
  { name: 'housingLender', organisationId: SANDBOX_IDS.meridian, role: 'PARTNER', purpose: "Meridian's loan desk" },
  { name: 'lender', organisationId: SANDBOX_IDS.harbourBank, role: 'PARTNER', purpose: "Harbour Bank's servicing" },
  {
    name: 'underwriter',
    organisationId: SANDBOX_IDS.northwind,
    role: 'INSURER_UNDERWRITER',
    purpose: "Northwind's underwriting",
    authorityLevel: 3,
  },
  {
    name: 'seniorUnderwriter',
    organisationId: SANDBOX_IDS.northwind,
    role: 'INSURER_UNDERWRITER',
    purpose: "Northwind's head of underwriting",
    authorityLevel: 5,
  },
  {
    name: 'alderUnderwriter',
    organisationId: SANDBOX_IDS.alder,
    role: 'INSURER_UNDERWRITER',
    purpose: "Alder's underwriting",
    authorityLevel: 5,
  },
  {
    name: 'tamarackUnderwriter',
    organisationId: SANDBOX_IDS.tamarack,
    role: 'INSURER_UNDERWRITER',
    purpose: "Tamarack's underwriting",
    authorityLevel: 5,
  },
  { name: 'claims', organisationId: SANDBOX_IDS.northwind, role: 'INSURER_CLAIMS', purpose: "Northwind's claims desk" },
  { name: 'alderClaims', organisationId: SANDBOX_IDS.alder, role: 'INSURER_CLAIMS', purpose: "Alder's claims desk" },
  { name: 'dashboard', organisationId: SANDBOX_IDS.northwind, role: 'DASHBOARD', purpose: "Northwind's dashboard" },
  { name: 'operator', organisationId: SANDBOX_IDS.operator, role: 'OPERATOR', purpose: 'the operator' },
];

interface SandboxProgramme {
  readonly code: string;
  readonly name: string;
  readonly scenario: string;
  readonly currency: string;
  readonly partnerId: string;
  readonly lenderId: string;
  readonly timeZone: string;
}

const PROGRAMMES: readonly SandboxProgramme[] = [
  {
    code: 'LUMEN-CHECKOUT',
    name: 'Pay in instalments at Lumen',
    scenario: 'ecommerce',
    currency: 'USD',
    partnerId: SANDBOX_IDS.lumen,
    lenderId: SANDBOX_IDS.harbourBank,
    timeZone: 'America/New_York',
  },
  {
    code: 'KESTREL-CARS',
    name: 'Car instalments at Kestrel',
    scenario: 'auto',
    currency: 'EUR',
    partnerId: SANDBOX_IDS.kestrel,
    lenderId: SANDBOX_IDS.harbourBank,
    timeZone: 'Europe/Berlin',
  },
  {
    code: 'MERIDIAN-HOMES',
    name: 'Home purchase at Meridian',
    scenario: 'housing',
    currency: 'USD',
    partnerId: SANDBOX_IDS.meridian,
    lenderId: SANDBOX_IDS.meridian,
    timeZone: 'America/Chicago',
  },
  {
    code: tamarackProduct.programme,
    name: 'Pay in instalments at Lumen, three insurers',
    scenario: 'ecommerce',
    currency: 'USD',
    partnerId: SANDBOX_IDS.lumen,
    lenderId: SANDBOX_IDS.harbourBank,
    timeZone: 'America/New_York',
  },
  ...modeProducts.map(({ programme }) => ({
    code: programme,
    name: `Pay in instalments at Lumen, ${programme.slice('LUMEN-'.length).toLowerCase()} premium`,
    scenario: 'ecommerce',
    currency: 'USD',
    partnerId: SANDBOX_IDS.lumen,
    lenderId: SANDBOX_IDS.harbourBank,
    timeZone: 'America/New_York',
  })),
];

/** Ten billion in whole units: the sandbox never runs out by accident; lower a limit to see it bind. */
const INSURER_CAP_MINOR = 1_000_000_000_000n;

async function insertProduct(tx: Transaction, insurerId: string, product: SandboxProduct, at: Date) {
  const terms = parseTerms(product.terms);
  invariant(terms.ok, `sandbox product ${product.code} has sound terms: ${JSON.stringify(terms)}`);
  const [id, productVersionId] = [newId('product'), newId('productVersion')];
  const { code, name, scenario } = product;
  await tx.manager.insert(Product, { id, insurerId, code, name, scenario });
  await tx.manager.insert(ProductVersion, {
    id: productVersionId,
    insurerId,
    productId: id,
    version: 1,
    status: 'PUBLISHED',
    terms: terms.value as object,
    createdAt: at,
    publishedAt: at,
  });
  return { insurerId, productVersionId, scenario, programme: product.programme };
}

async function insertLimit(
  tx: Transaction,
  limit: Pick<ExposureLimit, 'insurerId' | 'dimension' | 'subject' | 'currency'>,
) {
  await tx.manager.insert(ExposureLimit, { id: newId('exposureLimit'), ...limit, capMinor: INSURER_CAP_MINOR });
}

async function insertWorld(tx: Transaction, at: Date): Promise<void> {
  await tx.manager.insert(
    Organisation,
    ORGANISATIONS.map((organisation) => ({ ...organisation, createdAt: at })),
  );
  const offered = [];
  for (const product of northwindProducts) offered.push(await insertProduct(tx, SANDBOX_IDS.northwind, product, at));
  for (const product of modeProducts) offered.push(await insertProduct(tx, SANDBOX_IDS.northwind, product, at));
  for (const product of alderProducts) offered.push(await insertProduct(tx, SANDBOX_IDS.alder, product, at));
  offered.push(await insertProduct(tx, SANDBOX_IDS.tamarack, tamarackProduct, at));
  for (const insurerId of [SANDBOX_IDS.northwind, SANDBOX_IDS.alder, SANDBOX_IDS.tamarack]) {
    for (const currency of ['USD', 'EUR']) {
      await insertLimit(tx, { insurerId, dimension: 'INSURER', subject: insurerId, currency });
    }
  }
  for (const { lenderId, ...programme } of PROGRAMMES) {
    const programmeId = newId('programme');
    const { partnerId, scenario, currency } = programme;
    await tx.manager.insert(Programme, { id: programmeId, ...programme, status: 'OPEN', createdAt: at });
    await tx.manager.insert(ProgrammeLender, { programmeId, partnerId, lenderId });
    const own = offered.filter((product) => product.programme === programme.code);
    const usual = offered.filter((product) => product.scenario === scenario && product.programme === undefined);
    const products = own.length === 0 || programme.code === tamarackProduct.programme ? [...usual, ...own] : own;
    for (const [index, { insurerId, productVersionId }] of products.entries()) {
      await tx.manager.insert(ProgrammeProduct, {
        programmeId,
        partnerId,
        insurerId,
        productVersionId,
        position: index + 1,
      });
    }
    for (const insurerId of new Set(products.map((product) => product.insurerId))) {
      await insertLimit(tx, { insurerId, dimension: 'PROGRAMME', subject: programmeId, currency });
    }
  }
}

/** Keys of a fresh sandbox by name; the only time their secrets are known. */
export type SandboxKeys = Readonly<Record<string, string>>;

/**
 * Where a new sandbox's business time begins, a Monday noon UTC: the same day in every time zone of the world below, and
 * the dates in the documentation's examples lie just ahead of it.
 */
export const SANDBOX_BEGINS = new Date('2026-03-02T12:00:00.000Z');

export interface SandboxSeed {
  readonly units: UnitOfWork;
  readonly clock: SimulatedClock;
  /**
   * Told the keys just before the sandbox is committed: whatever happens next, nobody has a sandbox without its keys.
   * After a failure it may be told others; the last ones count.
   */
  readonly keepKeys?: ((keys: SandboxKeys) => Promise<void>) | undefined;
}

/**
 * Fills an empty database with a small world to try everything in, its clock and its keys, all or nothing. Undefined
 * when there is something already.
 */
export function seedSandbox({ units, clock, keepKeys }: SandboxSeed): Promise<SandboxKeys | undefined> {
  return units.run(
    systemScope,
    async (tx) => {
      // Two gateways may start on one empty database.
      await tx.rows({ name: 'seed.lock', text: `SELECT pg_advisory_xact_lock(hashtext('covergraph.sandbox'))` });
      if ((await tx.manager.count(Organisation)) > 0) return undefined;
      await insertWorld(tx, SANDBOX_BEGINS);
      await clock.begin(tx, SANDBOX_BEGINS);
      const tokens: [string, string][] = [];
      for (const { name, purpose, ...key } of KEYS) {
        tokens.push([name, (await insertKey(tx, { ...key, name: purpose })).token]);
      }
      const keys = Object.fromEntries(tokens);
      await keepKeys?.(keys);
      return keys;
    },
    { deadlineMs: 10_000 },
  );
}
