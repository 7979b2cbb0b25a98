import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { BestAndChurned } from './best-and-churned.js';
import { type TraitsAnswer, TraitsAnswerSchema, traitsExample } from './traits-answer.js';
import { traitsCsv } from './traits-csv.js';
import { TraitsRequestSchema } from './traits-request.js';

/** What tells the best customers from those that churned, before either was one. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/customer-traits')
export class CustomerTraitsController {
  constructor(@Inject(BestAndChurned) private readonly customers: BestAndChurned) {}

  @ApiOperation({
    summary: 'What the best customers had in common before the deal, against those that churned',
    description:
      'Channels, campaigns, content and interactions of the journey that a customer came with, and the stages of that deal: how many of the best customers and of the churned ones have each, and the lift. Touches are those that may get credit. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(TraitsRequestSchema)
  @Answers({
    schema: TraitsAnswerSchema,
    example: traitsExample,
    csvExample: traitsCsv(traitsExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TraitsAnswer | string> {
    const answer = jsonOrCsv(request, response, 'customer-traits.csv');
    const query = parseQuery(TraitsRequestSchema, request);
    return answer(await this.customers.answer(workspace, query), traitsCsv);
  }
}
