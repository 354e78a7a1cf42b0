import { selectList } from '../database/columns.js';
import type { Statement, UnitOfWork } from '../database/unit-of-work.js';
import {
  EarningSegment,
  PremiumAllocation,
  PremiumInvoice,
  PremiumInvoiceLine,
  PremiumPayment,
} from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type OverduePremium, overduePremiums } from './overdue.js';
import { type InvoicePage, invoicePage, type PaymentPage, paymentPage } from './premium-page.js';
import type { Segment } from './segments.js';

export type PolicySegment = Segment & Pick<EarningSegment, 'policyId'>;

const SEGMENTS = {
  name: 'premium.segmentsOfPolicies',
  text: `SELECT ${selectList(EarningSegment)} FROM earning_segment WHERE policy_id = ANY ($1) ORDER BY policy_id, number`,
};

const INVOICES = {
  name: 'premium.invoicesOfPolicies',
  text: `SELECT ${selectList(PremiumInvoice)} FROM premium_invoice WHERE policy_id = ANY ($1) ORDER BY policy_id, sequence`,
};
const LINES = {
  name: 'premium.linesOfInvoices',
  text: `SELECT ${selectList(PremiumInvoiceLine)} FROM premium_invoice_line WHERE invoice_id = ANY ($1) ORDER BY invoice_id, kind`,
};
const ALLOCATIONS = {
  name: 'premium.allocationsOfInvoices',
  text: `SELECT ${selectList(PremiumAllocation)} FROM premium_allocation WHERE invoice_id = ANY ($1) ORDER BY invoice_id, id`,
};
const PAYMENTS = {
  name: 'premium.payments',
  text: `SELECT ${selectList(PremiumPayment)} FROM premium_payment WHERE id = ANY ($1)`,
};
const OF_PAYMENTS = {
  name: 'premium.allocationsOfPayments',
  text: `SELECT ${selectList(PremiumAllocation)} FROM premium_allocation WHERE source_id = ANY ($1) ORDER BY source_id, id`,
};
const INVOICES_BY_ID = {
  name: 'premium.invoicesById',
  text: `SELECT ${selectList(PremiumInvoice)} FROM premium_invoice WHERE id = ANY ($1)`,
};

/** Reads what the books know of a policy's premium, each viewer its own slice. */
export class PremiumReader {
  constructor(private readonly units: UnitOfWork) {}

  /** Oldest first. */
  segmentsOf(viewer: Viewer, policyIds: readonly string[]): Promise<PolicySegment[]> {
    return this.read(viewer, SEGMENTS, policyIds);
  }

  /** In the order of their sequence. */
  invoicesOf(viewer: Viewer, policyIds: readonly string[]): Promise<PremiumInvoice[]> {
    return this.read(viewer, INVOICES, policyIds);
  }

  invoices(viewer: Viewer, ids: readonly string[]): Promise<PremiumInvoice[]> {
    return this.read(viewer, INVOICES_BY_ID, ids);
  }

  linesOf(viewer: Viewer, invoiceIds: readonly string[]): Promise<PremiumInvoiceLine[]> {
    return this.read(viewer, LINES, invoiceIds);
  }

  /** What settled invoices, oldest first. */
  allocationsOf(viewer: Viewer, invoiceIds: readonly string[]): Promise<PremiumAllocation[]> {
    return this.read(viewer, ALLOCATIONS, invoiceIds);
  }

  /** Invoices and credit notes across policies. */
  invoicePage(viewer: Viewer, page: InvoicePage): Promise<PremiumInvoice[]> {
    const { statement, values } = invoicePage(viewer, page);
    return this.units.rows<PremiumInvoice>(scopeOf(viewer), statement, values);
  }

  paymentPage(viewer: Viewer, page: PaymentPage): Promise<PremiumPayment[]> {
    const { statement, values } = paymentPage(viewer, page);
    return this.units.rows<PremiumPayment>(scopeOf(viewer), statement, values);
  }

  payments(viewer: Viewer, ids: readonly string[]): Promise<PremiumPayment[]> {
    return this.read(viewer, PAYMENTS, ids);
  }

  /** What payments settled, oldest first. */
  allocationsOfPayments(viewer: Viewer, paymentIds: readonly string[]): Promise<PremiumAllocation[]> {
    return this.read(viewer, OF_PAYMENTS, paymentIds);
  }

  /** Overdue premium of policies in force at an instant; those that owe nothing are absent. */
  overdueOf(viewer: Viewer, policyIds: readonly string[], at: Date): Promise<OverduePremium[]> {
    return this.units.run(scopeOf(viewer), (tx) => overduePremiums(tx, { at, policyIds, limit: policyIds.length }), {
      readOnly: true,
    });
  }

  private read<Row>(viewer: Viewer, statement: Statement, ids: readonly string[]): Promise<Row[]> {
    return this.units.rows<Row>(scopeOf(viewer), statement, [ids]);
  }
}
