import { Arg, Args, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import type { Upload } from '../policies/upload/upload-rows.js';
import { connectionOf } from '../schema/connection.js';
import { LoanReportUpload } from '../schema/loan-report-upload.js';
import { PageArgs } from '../schema/page-args.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';

const LoanReportUploadConnection = connectionOf(LoanReportUpload);

const uploadView = (upload: Upload): object => ({ ...upload, resultsPath: `/loan-reports/${upload.id}/results` });

@Resolver()
export class LoanReportUploadResolver {
  @Authorized<Role>()
  @Query(() => LoanReportUpload, {
    nullable: true,
    description: "An upload of the key's organisation, also while it is on its way; null when there is none.",
  })
  async loanReportUpload(
    @Arg('id', () => ID, { description: 'The upload.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object | null> {
    const upload = await services.loanReportUploads.find(viewer, id);
    return upload ? uploadView(upload) : null;
  }

  @Authorized<Role>()
  @Query(() => LoanReportUploadConnection, { description: "Uploads of the key's organisation." })
  async loanReportUploads(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    return connectionPage(args, query, await services.loanReportUploads.page(viewer, query), uploadView);
  }
}
