import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import {
  type VelocityAnswer,
  VelocityAnswerSchema,
  type VelocityDealsAnswer,
  VelocityDealsAnswerSchema,
  velocityDealsExample,
  velocityExample,
} from './velocity-answer.js';
import { velocityCsv, velocityDealsCsv } from './velocity-csv.js';
import { VelocityReports } from './velocity-reports.js';
import {
  type VelocityDealsRequest,
  velocityDealsQuery,
  type VelocityRequest,
  velocityQuery,
} from './velocity-request.js';

/** How fast the pipeline earns, and what stands still in it. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/velocity')
export class VelocityController {
  constructor(@Inject(VelocityReports) private readonly reports: VelocityReports) {}

  @Report({
    summary: 'Pipeline velocity, its parts, and what stands still',
    description:
      'Opportunities x win rate x average deal / median cycle days, each part beside the product; open and stalled deals; pipeline and revenue that marketing sourced and influenced. JSON, or CSV by `Accept: text/csv`.',
    query: velocityQuery,
    schema: VelocityAnswerSchema,
    example: velocityExample,
    csv: velocityCsv,
    fileName: 'velocity.csv',
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(velocityQuery) request: VelocityRequest,
  ): Promise<VelocityAnswer> {
    return this.reports.report(workspace, request);
  }

  @Report({
    path: 'deals',
    summary: 'The deals behind a number of velocity',
    description:
      'Takes the parameters of the report, and which deals; numbers link here. JSON, or the page as CSV by `Accept: text/csv`.',
    query: velocityDealsQuery,
    schema: VelocityDealsAnswerSchema,
    example: velocityDealsExample,
    csv: velocityDealsCsv,
    fileName: 'velocity-deals.csv',
  })
  deals(
    @CurrentCaller() { workspace }: Caller,
    @Asked(velocityDealsQuery) request: VelocityDealsRequest,
  ): Promise<VelocityDealsAnswer> {
    return this.reports.deals(workspace, request);
  }
}
