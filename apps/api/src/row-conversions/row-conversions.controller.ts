import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { type RowAnswer, RowAnswerSchema, rowExample } from './row-answer.js';
import { RowConversionPages } from './row-conversion-pages.js';
import { rowCsv } from './row-csv.js';
import { type RowRequest, rowQuery } from './row-request.js';

/** From a row of a report down to its conversions. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/attribution/conversions')
export class RowConversionsController {
  constructor(@Inject(RowConversionPages) private readonly pages: RowConversionPages) {}

  @Report({
    summary: 'The conversions of a row of a report',
    description:
      'Takes the parameters of the report and the labels of a row (`row.channel=webinar`), or a reason; rows link here. Over all pages the credits sum to the row. JSON, or the page as CSV by `Accept: text/csv`.',
    query: rowQuery,
    schema: RowAnswerSchema,
    example: rowExample,
    csv: rowCsv,
    fileName: 'conversions.csv',
    problems: [422],
  })
  get(@CurrentCaller() { workspace }: Caller, @Asked(rowQuery) request: RowRequest): Promise<RowAnswer> {
    return this.pages.page(workspace, request);
  }
}
