import { wholesOf } from '@touchstone/attribution';
import {
  acquisitionCosts,
  acquisitionFigures,
  type AcquisitionRow,
  type CostPer,
  wholeMonthsOf,
} from '@touchstone/economics';
import type { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { definitionsAt } from '../definitions/definitions-at.js';
import { acquisitionLinks } from '../customers/list-links.js';
import { iso } from '../moments.js';
import { badParameters } from '../query.js';
import { ratesAt } from '../rates-at.js';
import type { AcquisitionAnswer } from './acquisition-answer.js';
import type { AcquisitionRequest } from './acquisition-request.js';

/** Tells what customers cost. */
export class AcquisitionCost {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unprocessable`, `unavailable` */
  async answer(workspace: string, request: AcquisitionRequest): Promise<AcquisitionAnswer> {
    const { asOf, groupBy, basis, allocate: allocation, ...question } = request;
    const context = await this.contexts.at(workspace, asOf);
    const decided = decide({ ...question, groupBy }, context);
    refuseInfluenced(decided.models);
    const parameters = { ...decided, models: decided.models.filter((model) => model !== 'influenced') };
    if (basis === 'touch_date' && wholeMonthsOf(parameters) === null)
      throw badParameters([
        { parameter: 'basis', detail: 'touch_date needs a window of whole months in the workspace’s zone' },
      ]);
    const [definitions, rates] = await Promise.all([
      definitionsAt(this.log, workspace, context.position),
      ratesAt(this.log, workspace, context.currency, context.position),
    ]);
    const costs = await readingFacts(this.clickhouse, () =>
      acquisitionCosts(
        this.clickhouse,
        { parameters, groupBy, allocation, basis, definitions, rates },
        learningFrom(this.clickhouse),
      ),
    );
    const report = {
      ...usedParameters(parameters),
      ...{ from: iso(parameters.from), to: iso(parameters.to) },
      ...{ groupBy, basis, allocate: allocation, asOf: context.position },
    };
    const linksOf = ({ model, labels }: AcquisitionRow, isAttributed: boolean) => ({
      links: acquisitionLinks(report, model, { labels, isAttributed }),
    });
    return {
      report,
      rows: costs.rows.map((row) => ({ ...summed(row), ...ratiosOf(row), ...linksOf(row, true) })),
      unattributed: costs.unattributed.map((row) => ({ ...summed(row), ...linksOf(row, false) })),
      blended: costs.blended.map((row) => ({ ...summed(row), ...ratiosOf(row) })),
      unconverted: costs.unconverted.map((one) => ({ ...one, costMinor: one.costMinor.toString() })),
    };
  }
}

const summed = ({ model, labels, ...sums }: AcquisitionRow) => ({
  model,
  ...labels,
  mediaMinor: sums.mediaMinor.toString(),
  loadedMinor: sums.loadedMinor.toString(),
  revenueMinor: sums.revenueMinor.toString(),
  customers: wholesOf(sums.customers),
  leads: wholesOf(sums.leads),
  mqls: wholesOf(sums.mqls),
  opportunities: wholesOf(sums.opportunities),
});

function ratiosOf(row: AcquisitionRow) {
  const figures = acquisitionFigures(row);
  return {
    cac: written(figures.cac),
    costPerLead: written(figures.costPerLead),
    costPerMql: written(figures.costPerMql),
    costPerOpportunity: written(figures.costPerOpportunity),
    roas: figures.roas,
  };
}

const written = <Reason extends string>({ paidMinor, loadedMinor, reason }: CostPer<Reason>) => ({
  paidMinor: paidMinor?.toString() ?? null,
  loadedMinor: loadedMinor?.toString() ?? null,
  reason,
});
