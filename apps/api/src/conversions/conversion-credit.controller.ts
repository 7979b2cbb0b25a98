import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { documented, lists } from '../attribution/shared-parameters.js';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { ConversionCredits } from './conversion-credits.js';
import { type CreditAnswer, CreditAnswerSchema, creditExample } from './credit-answer.js';
import { creditCsv } from './credit-csv.js';
import { CreditRequestSchema } from './credit-request.js';

/** Why the credit of a conversion is what it is, down to the events. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/conversions')
export class ConversionCreditController {
  constructor(@Inject(ConversionCredits) private readonly credits: ConversionCredits) {}

  @ApiOperation({
    summary: 'How the credit of a conversion came to be',
    description:
      'The whole journey, touch by touch: event, channel and the rule that decided it, whose it is and by what, and what each model gives it. Credits sum to the value. JSON, or CSV by `Accept: text/csv`.',
  })
  @ApiParam({ name: 'id', description: 'Id of the deal, lead or subscription.', example: 'D-7' })
  @QueryParameters(documented(CreditRequestSchema))
  @Answers({
    schema: CreditAnswerSchema,
    example: creditExample,
    csvExample: creditCsv(creditExample),
    problems: [400, 401, 403, 404, 422, 503],
  })
  @Get(':id/credit')
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreditAnswer | string> {
    const answer = jsonOrCsv(request, response, 'credit.csv');
    const query = parseQuery(CreditRequestSchema, request, lists);
    return answer(await this.credits.credit(workspace, id, query), creditCsv);
  }
}
