import { Controller, Inject, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { ConversionCredits } from './conversion-credits.js';
import { type CreditAnswer, CreditAnswerSchema, creditExample } from './credit-answer.js';
import { creditCsv } from './credit-csv.js';
import { type CreditRequest, creditQuery } from './credit-request.js';

/** Why the credit of a conversion is what it is, down to the events. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/conversions')
export class ConversionCreditController {
  constructor(@Inject(ConversionCredits) private readonly credits: ConversionCredits) {}

  @ApiParam({ name: 'id', description: 'Id of the deal, lead or subscription.', example: 'D-7' })
  @Report({
    path: ':id/credit',
    summary: 'How the credit of a conversion came to be',
    description:
      'The whole journey, touch by touch: event, channel and the rule that decided it, whose it is and by what, and what each model gives it. Credits sum to the value. JSON, or CSV by `Accept: text/csv`.',
    query: creditQuery,
    schema: CreditAnswerSchema,
    example: creditExample,
    csv: creditCsv,
    fileName: 'credit.csv',
    problems: [404, 422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Param('id') id: string,
    @Asked(creditQuery) request: CreditRequest,
  ): Promise<CreditAnswer> {
    return this.credits.credit(workspace, id, request);
  }
}
