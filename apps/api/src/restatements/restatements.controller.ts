import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { type RestatementAnswer, RestatementAnswerSchema, restatementExample } from './restatement-answer.js';
import { restatementCsv } from './restatement-csv.js';
import { type RestatementRequest, restatementQuery } from './restatement-request.js';
import { Restatements } from './restatements.js';

/** What became of figures that were reported before. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/restatements')
export class RestatementsController {
  constructor(@Inject(Restatements) private readonly restatements: Restatements) {}

  @Report({
    summary: 'What changed between two positions, conversion by conversion, cause by cause',
    description:
      'Every change of a conversion with the event behind it, old and new credit. The sums are exactly the report at `to` less the report at `from`, both with the parameters of `to`. Learned models have no restatement. JSON, or the changes of the page, those of spend as well, as CSV by `Accept: text/csv`.',
    query: restatementQuery,
    schema: RestatementAnswerSchema,
    example: restatementExample,
    csv: restatementCsv,
    fileName: 'restatements.csv',
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(restatementQuery) request: RestatementRequest,
  ): Promise<RestatementAnswer> {
    return this.restatements.restate(workspace, request);
  }
}
