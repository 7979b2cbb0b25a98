import {
  acquisitionCosts,
  acquisitionFigures,
  type AcquisitionRow,
  type CostPer,
  wholeMonthsOf,
} from '@touchstone/economics';
import { conversionParts } from '@touchstone/attribution';
import type { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { definitionsAt } from '../definitions/definitions-at.js';
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
    return {
      report: {
        ...usedParameters(parameters),
        from: new Date(parameters.from).toISOString(),
        to: new Date(parameters.to).toISOString(),
        ...{ groupBy, basis, allocate: allocation, asOf: context.position },
      },
      rows: costs.rows.map((row) => ({ ...summed(row), ...ratiosOf(row) })),
      unattributed: costs.unattributed.map(summed),
      blended: costs.blended.map((row) => ({ ...summed(row), ...ratiosOf(row) })),
      unconverted: costs.unconverted.map((one) => ({ ...one, costMinor: one.costMinor.toString() })),
    };
  }
}

/** To twelve decimals, as many as parts have: what is shown sums like what it stands for. */
const countOf = (parts: bigint): number => Number(parts) / Number(conversionParts);

const summed = ({ model, labels, ...sums }: AcquisitionRow) => ({
  model,
  ...labels,
  mediaMinor: sums.mediaMinor.toString(),
  loadedMinor: sums.loadedMinor.toString(),
  revenueMinor: sums.revenueMinor.toString(),
  customers: countOf(sums.customers),
  leads: countOf(sums.leads),
  mqls: countOf(sums.mqls),
  opportunities: countOf(sums.opportunities),
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
