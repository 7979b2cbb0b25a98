import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { documented, lists } from '../attribution/shared-parameters.js';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { AcquisitionConversionPages } from './acquisition-conversion-pages.js';
import {
  type AcquisitionConversionsAnswer,
  AcquisitionConversionsAnswerSchema,
  acquisitionConversionsExample,
} from './acquisition-conversions-answer.js';
import { acquisitionConversionsCsv } from './acquisition-conversions-csv.js';
import { AcquisitionConversionsRequestSchema } from './acquisition-conversions-request.js';

/** From a count of acquisition cost down to the customers, leads or deals it counts. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/acquisition-cost/conversions')
export class AcquisitionConversionsController {
  constructor(@Inject(AcquisitionConversionPages) private readonly pages: AcquisitionConversionPages) {}

  @ApiOperation({
    summary: 'The customers, leads, MQLs or opportunities of a row of acquisition cost',
    description:
      'Takes the parameters of the report, the labels of a row (`row.channel=webinar`) and which `count` of it; rows link here. Over all pages the shares sum to the count. Each has its account, pseudonymous, with what it won, when it came and when it churned. JSON, or the page as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documented(AcquisitionConversionsRequestSchema))
  @Answers({
    schema: AcquisitionConversionsAnswerSchema,
    example: acquisitionConversionsExample,
    csvExample: acquisitionConversionsCsv(acquisitionConversionsExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AcquisitionConversionsAnswer | string> {
    const answer = jsonOrCsv(request, response, 'acquisition-conversions.csv');
    const query = parseQuery(AcquisitionConversionsRequestSchema, request, lists);
    return answer(await this.pages.page(workspace, query), acquisitionConversionsCsv);
  }
}
