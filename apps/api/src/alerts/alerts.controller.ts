import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { AlertPages } from './alert-pages.js';
import { type AlertsAnswer, AlertsAnswerSchema, alertsExample } from './alerts-answer.js';
import { alertsCsv } from './alerts-csv.js';
import { type AlertsRequest, alertsQuery } from './alerts-request.js';

/** What somebody should have been told. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/alerts')
export class AlertsController {
  constructor(@Inject(AlertPages) private readonly pages: AlertPages) {}

  @Report({
    summary: 'Alerts that were sent',
    description:
      'Clocks of the service-level agreement that ran out (`sla.breached.v1`), and leads with intent that wait for their first sales touch (`lead.waiting.v1`), those sent last first. JSON, or the page as CSV by `Accept: text/csv`.',
    query: alertsQuery,
    schema: AlertsAnswerSchema,
    example: alertsExample,
    csv: alertsCsv,
    fileName: 'alerts.csv',
  })
  list(
    @CurrentCaller() { workspace }: Caller,
    @Asked(alertsQuery) request: AlertsRequest,
  ): Promise<AlertsAnswer> {
    return this.pages.page(workspace, request);
  }
}
