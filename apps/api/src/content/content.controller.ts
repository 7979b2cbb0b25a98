import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { type ContentAnswer, ContentAnswerSchema, contentExample } from './content-answer.js';
import { contentCsv } from './content-csv.js';
import { ContentReports } from './content-reports.js';
import { ContentRequestSchema } from './content-request.js';

/** Which content is used, by whom, and what it had a part in. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/content')
export class ContentController {
  constructor(@Inject(ContentReports) private readonly reports: ContentReports) {}

  @ApiOperation({
    summary: 'Use and influence of content, and what is not used',
    description:
      'Every content id that touches had before the end of the window: touches and use by sales within it, pipeline and revenue that it had a part in, and what nobody, or not sales, used. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(ContentRequestSchema)
  @Answers({
    schema: ContentAnswerSchema,
    example: contentExample,
    csvExample: contentCsv(contentExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ContentAnswer | string> {
    const answer = jsonOrCsv(request, response, 'content.csv');
    const query = parseQuery(ContentRequestSchema, request);
    return answer(await this.reports.answer(workspace, query), contentCsv);
  }
}
