import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { documented, lists } from '../attribution/shared-parameters.js';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { type DarkFunnelAnswer, DarkFunnelAnswerSchema, darkFunnelExample } from './dark-funnel-answer.js';
import { darkFunnelCsv } from './dark-funnel-csv.js';
import { DarkFunnelRequestSchema } from './dark-funnel-request.js';
import { DarkFunnels } from './dark-funnels.js';

/** What people say brought them, beside what was tracked. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/dark-funnel')
export class DarkFunnelController {
  constructor(@Inject(DarkFunnels) private readonly funnels: DarkFunnels) {}

  @ApiOperation({
    summary: 'Self-reported sources beside tracked channels, deal by deal and as a matrix',
    description:
      'The last answer that somebody of the deal gave (interaction `self_reported`, its `source`), beside the channels that each model credits. An answer never becomes credit. JSON, or the matrix as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documented(DarkFunnelRequestSchema))
  @Answers({
    schema: DarkFunnelAnswerSchema,
    example: darkFunnelExample,
    csvExample: darkFunnelCsv(darkFunnelExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DarkFunnelAnswer | string> {
    const answer = jsonOrCsv(request, response, 'dark-funnel.csv');
    const query = parseQuery(DarkFunnelRequestSchema, request, lists);
    return answer(await this.funnels.answer(workspace, query), darkFunnelCsv);
  }
}
