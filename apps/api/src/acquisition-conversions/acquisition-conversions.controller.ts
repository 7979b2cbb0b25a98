import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { AcquisitionConversionPages } from './acquisition-conversion-pages.js';
import {
  type AcquisitionConversionsAnswer,
  AcquisitionConversionsAnswerSchema,
  acquisitionConversionsExample,
} from './acquisition-conversions-answer.js';
import { acquisitionConversionsCsv } from './acquisition-conversions-csv.js';
import {
  type AcquisitionConversionsRequest,
  acquisitionConversionsQuery,
} from './acquisition-conversions-request.js';

/** From a count of acquisition cost down to the customers, leads or deals it counts. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/acquisition-cost/conversions')
export class AcquisitionConversionsController {
  constructor(@Inject(AcquisitionConversionPages) private readonly pages: AcquisitionConversionPages) {}

  @Report({
    summary: 'The customers, leads, MQLs or opportunities of a row of acquisition cost',
    description:
      'Takes the parameters of the report, the labels of a row (`row.channel=webinar`) and which `count` of it; rows link here. Over all pages the shares sum to the count. Each has its account, pseudonymous, with what it won, when it came and when it churned. JSON, or the page as CSV by `Accept: text/csv`.',
    query: acquisitionConversionsQuery,
    schema: AcquisitionConversionsAnswerSchema,
    example: acquisitionConversionsExample,
    csv: acquisitionConversionsCsv,
    fileName: 'acquisition-conversions.csv',
    problems: [422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(acquisitionConversionsQuery) request: AcquisitionConversionsRequest,
  ): Promise<AcquisitionConversionsAnswer> {
    return this.pages.page(workspace, request);
  }
}
