import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { type ContentAnswer, ContentAnswerSchema, contentExample } from './content-answer.js';
import { contentCsv } from './content-csv.js';
import { ContentReports } from './content-reports.js';
import { type ContentRequest, contentQuery } from './content-request.js';

/** Which content is used, by whom, and what it had a part in. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/content')
export class ContentController {
  constructor(@Inject(ContentReports) private readonly reports: ContentReports) {}

  @Report({
    summary: 'Use and influence of content, and what is not used',
    description:
      'Every content id that touches had before the end of the window: touches and use by sales within it, pipeline and revenue that it had a part in, and what nobody, or not sales, used. JSON, or CSV by `Accept: text/csv`.',
    query: contentQuery,
    schema: ContentAnswerSchema,
    example: contentExample,
    csv: contentCsv,
    fileName: 'content.csv',
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(contentQuery) request: ContentRequest,
  ): Promise<ContentAnswer> {
    return this.reports.answer(workspace, request);
  }
}
