import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
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
  dealLists,
  documentedDeals,
  VelocityDealsRequestSchema,
  VelocityRequestSchema,
} from './velocity-request.js';

/** How fast the pipeline earns, and what stands still in it. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/velocity')
export class VelocityController {
  constructor(@Inject(VelocityReports) private readonly reports: VelocityReports) {}

  @ApiOperation({
    summary: 'Pipeline velocity, its parts, and what stands still',
    description:
      'Opportunities x win rate x average deal / median cycle days, each part beside the product; open and stalled deals; pipeline and revenue that marketing sourced and influenced. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documentedDeals(VelocityRequestSchema))
  @Answers({
    schema: VelocityAnswerSchema,
    example: velocityExample,
    csvExample: velocityCsv(velocityExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<VelocityAnswer | string> {
    const answer = jsonOrCsv(request, response, 'velocity.csv');
    const query = parseQuery(VelocityRequestSchema, request, dealLists);
    return answer(await this.reports.report(workspace, query), velocityCsv);
  }

  @ApiOperation({
    summary: 'The deals behind a number of velocity',
    description:
      'Takes the parameters of the report, and which deals; numbers link here. JSON, or the page as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documentedDeals(VelocityDealsRequestSchema))
  @Answers({
    schema: VelocityDealsAnswerSchema,
    example: velocityDealsExample,
    csvExample: velocityDealsCsv(velocityDealsExample),
    problems: [400, 401, 403, 503],
  })
  @Get('deals')
  async deals(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<VelocityDealsAnswer | string> {
    const answer = jsonOrCsv(request, response, 'velocity-deals.csv');
    const query = parseQuery(VelocityDealsRequestSchema, request, dealLists);
    return answer(await this.reports.deals(workspace, query), velocityDealsCsv);
  }
}
