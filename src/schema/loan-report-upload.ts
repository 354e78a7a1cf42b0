import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLInstant } from './scalars.js';

export const LoanReportUploadFormat = { NDJSON: 'NDJSON', CSV: 'CSV' } as const;
export const LoanReportUploadStatus = { RECEIVING: 'RECEIVING', COMPLETED: 'COMPLETED' } as const;

registerEnumType(LoanReportUploadFormat, {
  name: 'LoanReportUploadFormat',
  description: 'How an uploaded servicing feed is written.',
  valuesConfig: {
    NDJSON: { description: 'One JSON object a line, in the shape of LoanReportInput.' },
    CSV: {
      description:
        'A header and one record a line: policy, sequence, effectiveOn, fact, amount, currency, and for reversals reverses, reason.',
    },
  },
});
registerEnumType(LoanReportUploadStatus, {
  name: 'LoanReportUploadStatus',
  description: 'How far an upload is.',
  valuesConfig: {
    RECEIVING: { description: 'On its way, or broken off: sent again with its key, it goes on where it was.' },
    COMPLETED: { description: 'Every record was looked at.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'A servicing feed sent as a file to POST /loan-reports. The three counts add up to the records.',
})
export class LoanReportUpload {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => LoanReportUploadFormat, { description: 'How the file is written.' })
  format!: string;

  @Field(() => LoanReportUploadStatus, { description: 'How far it is.' })
  status!: string;

  @Field(() => GraphQLInstant, { description: 'When its first byte came, by business time.' })
  startedAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When its last record was looked at.' })
  completedAt!: Date | null;

  @Field(() => Int, { description: 'Records looked at so far.' })
  records!: number;

  @Field(() => Int, { description: 'Records that were new.' })
  accepted!: number;

  @Field(() => Int, { description: 'Records that were known already, word for word; nothing happened again.' })
  duplicates!: number;

  @Field(() => Int, { description: 'Records that were not taken.' })
  rejected!: number;

  @Field(() => String, {
    description: 'Path of what became of each record, as lines of JSON; `?only=rejected` for those not taken.',
  })
  resultsPath!: string;
}
