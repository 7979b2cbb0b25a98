import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { documented, lists } from '../attribution/shared-parameters.js';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { type RowAnswer, RowAnswerSchema, rowExample } from './row-answer.js';
import { RowConversionPages } from './row-conversion-pages.js';
import { rowCsv } from './row-csv.js';
import { RowRequestSchema } from './row-request.js';

/** From a row of a report down to its conversions. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/attribution/conversions')
export class RowConversionsController {
  constructor(@Inject(RowConversionPages) private readonly pages: RowConversionPages) {}

  @ApiOperation({
    summary: 'The conversions of a row of a report',
    description:
      'Takes the parameters of the report and the labels of a row (`row.channel=webinar`), or a reason; rows link here. Over all pages the credits sum to the row. JSON, or the page as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documented(RowRequestSchema))
  @Answers({
    schema: RowAnswerSchema,
    example: rowExample,
    csvExample: rowCsv(rowExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RowAnswer | string> {
    const answer = jsonOrCsv(request, response, 'conversions.csv');
    const query = parseQuery(RowRequestSchema, request, lists);
    return answer(await this.pages.page(workspace, query), rowCsv);
  }
}
