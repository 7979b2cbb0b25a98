import {
  type AttributionParameters,
  attributionReport,
  negatives,
  noLonger,
  type Period,
  periodsOf,
} from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { iso } from '../moments.js';
import { badParameters } from '../query.js';
import type { ReconciliationAnswer } from './reconciliation-answer.js';
import type { ReconciliationRequest } from './reconciliation-request.js';

/** Every period is a report of its own. */
const mostPeriods = 60;

/** Holds what models give out against what the CRM says, period by period. */
export class Reconciliations {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unprocessable`, `unavailable` */
  async reconcile(workspace: string, request: ReconciliationRequest): Promise<ReconciliationAnswer> {
    const { asOf, period, ...question } = request;
    const context = await this.contexts.at(workspace, asOf);
    const parameters = { ...decide(question, context), groupBy: [] };
    refuseInfluenced(parameters.models);
    const periods = periodsOf(parameters, period, context.timeZone);
    if (periods.length > mostPeriods)
      throw badParameters([
        {
          parameter: 'period',
          detail: `makes ${periods.length} of this window; at most ${mostPeriods} are answered`,
        },
      ]);
    return readingFacts(this.clickhouse, async () => {
      const answers: ReconciliationAnswer['periods'] = [];
      for (const one of periods) answers.push(await this.periodOf(one, parameters));
      return {
        report: {
          ...usedParameters(parameters),
          ...spanOf(parameters),
          period,
          asOf: context.position,
        },
        periods: answers,
      };
    });
  }

  private async periodOf(
    period: Period,
    all: AttributionParameters,
  ): Promise<ReconciliationAnswer['periods'][number]> {
    const parameters = { ...all, from: period.from, to: period.to };
    const [report, gone, below] = await Promise.all([
      attributionReport(this.clickhouse, parameters, learningFrom(this.clickhouse).nonConverting),
      noLonger(this.clickhouse, parameters),
      negatives(this.clickhouse, parameters),
    ]);
    return {
      period: period.name,
      ...spanOf(period),
      models: Object.entries(report.totals).map(([model, totals]) => ({
        model,
        ...totals,
        differenceMinor: (
          BigInt(totals.crmMinor) -
          BigInt(totals.attributedMinor) -
          BigInt(totals.unattributedMinor)
        ).toString(),
        unattributed: report.unattributed
          .filter((row) => row.model === model)
          .map(({ reason, amountMinor, conversions }) => ({ reason, amountMinor, conversions })),
      })),
      unconverted: report.unconverted,
      noLonger: gone.map((row) => ({ ...row, lastMinor: row.lastMinor.toString() })),
      negatives: { ...below, valueMinor: below.valueMinor.toString() },
    };
  }
}

const spanOf = ({ from, to }: { from: number; to: number }) => ({
  from: iso(from),
  to: iso(to),
});
