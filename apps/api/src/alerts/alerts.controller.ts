import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { AlertPages } from './alert-pages.js';
import { type AlertsAnswer, AlertsAnswerSchema, alertsExample } from './alerts-answer.js';
import { alertsCsv } from './alerts-csv.js';
import { AlertsRequestSchema } from './alerts-request.js';

/** What somebody should have been told. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/alerts')
export class AlertsController {
  constructor(@Inject(AlertPages) private readonly pages: AlertPages) {}

  @ApiOperation({
    summary: 'Alerts that were sent',
    description:
      'Clocks of the service-level agreement that ran out (`sla.breached.v1`), and leads with intent that wait for their first sales touch (`lead.waiting.v1`), those sent last first. JSON, or the page as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(AlertsRequestSchema)
  @Answers({
    schema: AlertsAnswerSchema,
    example: alertsExample,
    csvExample: alertsCsv(alertsExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async list(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AlertsAnswer | string> {
    const answer = jsonOrCsv(request, response, 'alerts.csv');
    return answer(await this.pages.page(workspace, parseQuery(AlertsRequestSchema, request)), alertsCsv);
  }
}
