import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { type DarkFunnelAnswer, DarkFunnelAnswerSchema, darkFunnelExample } from './dark-funnel-answer.js';
import { darkFunnelCsv } from './dark-funnel-csv.js';
import { type DarkFunnelRequest, darkFunnelQuery } from './dark-funnel-request.js';
import { DarkFunnels } from './dark-funnels.js';

/** What people say brought them, beside what was tracked. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/dark-funnel')
export class DarkFunnelController {
  constructor(@Inject(DarkFunnels) private readonly funnels: DarkFunnels) {}

  @Report({
    summary: 'Self-reported sources beside tracked channels, deal by deal and as a matrix',
    description:
      'The last answer that somebody of the deal gave (interaction `self_reported`, its `source`), beside the channels that each model credits. An answer never becomes credit. JSON, or the matrix as CSV by `Accept: text/csv`.',
    query: darkFunnelQuery,
    schema: DarkFunnelAnswerSchema,
    example: darkFunnelExample,
    csv: darkFunnelCsv,
    fileName: 'dark-funnel.csv',
    problems: [422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(darkFunnelQuery) request: DarkFunnelRequest,
  ): Promise<DarkFunnelAnswer> {
    return this.funnels.answer(workspace, request);
  }
}
