import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { documented, lists } from '../attribution/shared-parameters.js';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { type RestatementAnswer, RestatementAnswerSchema, restatementExample } from './restatement-answer.js';
import { restatementCsv } from './restatement-csv.js';
import { RestatementRequestSchema } from './restatement-request.js';
import { Restatements } from './restatements.js';

/** What became of figures that were reported before. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/restatements')
export class RestatementsController {
  constructor(@Inject(Restatements) private readonly restatements: Restatements) {}

  @ApiOperation({
    summary: 'What changed between two positions, conversion by conversion, cause by cause',
    description:
      'Every change of a conversion with the event behind it, old and new credit. The sums are exactly the report at `to` less the report at `from`, both with the parameters of `to`. Learned models have no restatement. JSON, or the changes of the page, those of spend as well, as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documented(RestatementRequestSchema))
  @Answers({
    schema: RestatementAnswerSchema,
    example: restatementExample,
    csvExample: restatementCsv(restatementExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RestatementAnswer | string> {
    const answer = jsonOrCsv(request, response, 'restatements.csv');
    const query = parseQuery(RestatementRequestSchema, request, lists);
    return answer(await this.restatements.restate(workspace, query), restatementCsv);
  }
}
