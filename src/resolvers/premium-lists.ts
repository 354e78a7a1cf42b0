import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import { Organisation } from '../schema/organisation.js';
import { PageArgs } from '../schema/page-args.js';
import { Policy } from '../schema/policy.js';
import { PremiumInvoice, PremiumPayment } from '../schema/premium-invoice.js';
import { PremiumInvoiceFilter, PremiumPaymentFilter } from '../schema/premium-list.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { policyView } from './views/policy-view.js';
import { type InvoiceView, invoiceView, type PaymentView, paymentView } from './views/premium-invoice-view.js';

const PremiumInvoiceConnection = connectionOf(PremiumInvoice);
const PremiumPaymentConnection = connectionOf(PremiumPayment);

/** Invoices across policies, for bookkeepers. */
@Resolver(() => PremiumInvoice)
export class PremiumInvoiceListResolver {
  @Authorized<Role>()
  @Query(() => PremiumInvoiceConnection, {
    description:
      'Invoices and credit notes of all policies whose premium the key may see, in the order they were issued.',
  })
  async premiumInvoices(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => PremiumInvoiceFilter, { nullable: true, description: 'Narrows the list.' })
    filter: PremiumInvoiceFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.premiumReader.invoicePage(viewer, { ...query, ...filter });
    return connectionPage(args, query, rows, invoiceView);
  }

  @FieldResolver(() => Policy, { description: 'The policy that it is for.' })
  async policy(@Root() { policyId }: InvoiceView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    const row = await loaders.policy.load(policyId);
    return row && policyView(row);
  }
}

/** Payments of premium across policies, for the partner that pays and the insurer that receives. */
@Resolver(() => PremiumPayment)
export class PremiumPaymentListResolver {
  @Authorized<Role>()
  @Query(() => PremiumPaymentConnection, {
    description: 'Payments of premium, and what was taken back of them, in the order they were recorded.',
  })
  async premiumPayments(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => PremiumPaymentFilter, { nullable: true, description: 'Narrows the list.' })
    filter: PremiumPaymentFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.premiumReader.paymentPage(viewer, { ...query, ...filter });
    return connectionPage(args, query, rows, paymentView);
  }

  @FieldResolver(() => Organisation, { description: 'Who paid.' })
  partner(@Root() { partnerId }: PaymentView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(partnerId);
  }

  @FieldResolver(() => Organisation, { description: 'Who received it.' })
  insurer(@Root() { insurerId }: PaymentView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(insurerId);
  }
}
