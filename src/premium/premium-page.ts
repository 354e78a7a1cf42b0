import { selectList } from '../database/columns.js';
import { type Narrowing, narrowed } from '../database/narrowing.js';
import type { Statement } from '../database/unit-of-work.js';
import { PremiumInvoice, PremiumPayment } from '../entities/index.js';
import type { OrganisationKind, Viewer } from '../partners/viewer.js';
import { pageOfBranches } from '../partners/visible-page.js';

interface Page {
  /** Exclusive bounds of the id. */
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

type Wanted<Value> = Value | null | undefined;

export interface InvoicePage extends Page {
  readonly kind?: Wanted<string>;
  readonly isOpen?: Wanted<boolean>;
  readonly dueFrom?: Wanted<string>;
  readonly dueBy?: Wanted<string>;
  readonly currency?: Wanted<string>;
  readonly policy?: Wanted<string>;
  readonly partner?: Wanted<string>;
  readonly lender?: Wanted<string>;
  readonly insurer?: Wanted<string>;
}

export interface PaymentPage extends Page {
  readonly reference?: Wanted<string>;
  readonly hasDeposit?: Wanted<boolean>;
  readonly receivedFrom?: Wanted<string>;
  readonly receivedBy?: Wanted<string>;
  readonly currency?: Wanted<string>;
  readonly partner?: Wanted<string>;
  readonly insurer?: Wanted<string>;
}

const INVOICES = {
  columns: selectList(PremiumInvoice, 'i'),
  from: 'premium_invoice i JOIN policy p ON p.id = i.policy_id AND p.partner_id = i.partner_id',
  id: 'i.id',
};
const PAYMENTS = { columns: selectList(PremiumPayment, 'm'), from: 'premium_payment m', id: 'm.id' };

// Naming the viewer's column lets its index give the order. An invoice is whose policy it is today: a loan that was
// assigned brings along those that name the lender before.
const LENT: readonly string[] = [
  'i.lender_id = $1 AND p.lender_id = $1 AND i.partner_id <> $1',
  'p.lender_id = $1 AND i.lender_id <> $1 AND i.partner_id <> $1',
];
const INVOICES_OF: Readonly<Record<OrganisationKind, readonly string[]>> = {
  // A partner can lend itself, also for others.
  PARTNER: ['i.partner_id = $1', ...LENT],
  LENDER: LENT,
  INSURER: ['i.insurer_id = $1'],
  OPERATOR: ['$1::text IS NOT NULL'],
};
const PAYMENTS_OF: Readonly<Record<OrganisationKind, readonly string[]>> = {
  PARTNER: ['m.partner_id = $1'],
  LENDER: ['m.partner_id = $1'],
  INSURER: ['m.insurer_id = $1'],
  OPERATOR: ['$1::text IS NOT NULL'],
};

const wantedInvoices = (page: InvoicePage): readonly Narrowing[] => [
  ['i.kind = ?', page.kind],
  ['(i.settled_minor < i.amount_minor) = ?', page.isOpen],
  ['i.due_on >= ?', page.dueFrom],
  ['i.due_on <= ?', page.dueBy],
  ['i.currency = ?', page.currency],
  ['i.policy_id = ?', page.policy],
  ['i.partner_id = ?', page.partner],
  ['p.lender_id = ?', page.lender],
  ['i.insurer_id = ?', page.insurer],
];
const wantedPayments = (page: PaymentPage): readonly Narrowing[] => [
  ['m.reference = ?', page.reference],
  ['(m.unallocated_minor > 0) = ?', page.hasDeposit],
  ['m.received_on >= ?', page.receivedFrom],
  ['m.received_on <= ?', page.receivedBy],
  ['m.currency = ?', page.currency],
  ['m.partner_id = ?', page.partner],
  ['m.insurer_id = ?', page.insurer],
];

interface Asked {
  readonly name: string;
  readonly columns: string;
  readonly from: string;
  readonly id: string;
  readonly owners: readonly string[];
  readonly conditions: readonly Narrowing[];
}

/** One page of the viewer's own rows. */
function pageOf(
  { organisationId, organisationKind }: Viewer,
  { above, below, direction, limit }: Page,
  { name, columns, from, id, owners, conditions }: Asked,
): { readonly statement: Statement; readonly values: readonly unknown[] } {
  const wanted = narrowed(5, conditions);
  const branches = owners.map((owner) => ({ from, owner, id }));
  return {
    statement: {
      name: wanted.sql === '' ? `${name}.${direction}.${organisationKind}` : '',
      text: pageOfBranches(columns, branches, { direction, wanted: wanted.sql }),
    },
    values: [organisationId, above, below, limit, ...wanted.values],
  };
}

export const invoicePage = (viewer: Viewer, page: InvoicePage) =>
  pageOf(viewer, page, {
    name: 'premium.invoicePage',
    ...INVOICES,
    owners: INVOICES_OF[viewer.organisationKind],
    conditions: wantedInvoices(page),
  });

export const paymentPage = (viewer: Viewer, page: PaymentPage) =>
  pageOf(viewer, page, {
    name: 'premium.paymentPage',
    ...PAYMENTS,
    owners: PAYMENTS_OF[viewer.organisationKind],
    conditions: wantedPayments(page),
  });
