import {
  type AttributionAnswer,
  attributionReport,
  type Dimension,
  learnedModels,
  type ModelTotals,
  restatement,
  rounded,
} from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import { Fault } from '@touchstone/runtime';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { badParameters } from '../query.js';
import { causesOf } from '../restatements/restatement-figures.js';
import type { Closings } from './closings.js';
import type { PeriodAnswer } from './period-answers.js';
import type { PeriodRequest } from './period-requests.js';

/** Puts a closed period beside what stands now, and explains the difference. */
export class PeriodComparison {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly closings: Closings,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `not_found` for a period that was never closed; `invalid_request`, `unprocessable`, `unavailable` */
  async compare(workspace: string, period: string, request: PeriodRequest): Promise<PeriodAnswer> {
    const history = (await this.closings.all(workspace)).filter((one) => one.period === period).reverse();
    const [closing, ...before] = history;
    if (!closing) throw new Fault('not_found', `${period} was never closed in this workspace.`);
    const { asOf, ...question } = request;
    const nowPosition = await this.contexts.positionOf(workspace, asOf);
    if (nowPosition < closing.position)
      throw badParameters([
        {
          parameter: 'asOf',
          detail: `is position ${nowPosition}, before the closing at ${closing.position}`,
        },
      ]);
    const context = await this.contexts.at(workspace, String(closing.position));
    const closed = decide({ ...question, from: closing.from, to: closing.to }, context);
    refuseInfluenced(closed.models);
    const now = { ...closed, asOf: nowPosition };
    const learned = learnedModels(closed);
    const explained = { ...now, models: closed.models.filter((model) => !learned.includes(model)) };
    return readingFacts(this.clickhouse, async () => {
      const { nonConverting } = learningFrom(this.clickhouse);
      const [then, today, restated] = await Promise.all([
        attributionReport(this.clickhouse, closed, nonConverting),
        attributionReport(this.clickhouse, now, nonConverting),
        restatement(this.clickhouse, closing.position, explained, { after: null, limit: 0 }),
      ]);
      return {
        closing,
        history: before,
        report: {
          ...usedParameters(closed),
          groupBy: [...closed.groupBy],
          filters: then.report.filters,
          closedPosition: closing.position,
          nowPosition,
          parametersAsOf: closing.position,
          explained: [...explained.models],
        },
        ...besides(then, today, closed.groupBy),
        causes: causesOf(restated, explained),
      };
    });
  }
}

interface Figure {
  minor: string;
  conversions: number;
}
const nothing: Figure = { minor: '0', conversions: 0 };

function besides(
  closed: AttributionAnswer,
  now: AttributionAnswer,
  groupBy: readonly Dimension[],
): Pick<PeriodAnswer, 'rows' | 'unattributed' | 'totals'> {
  const rowsOf = ({ rows }: AttributionAnswer) =>
    rows.map(({ model, creditMinor, conversions, ...row }) => ({
      key: { model: model, ...Object.fromEntries(groupBy.map((name) => [name, row[name]])) },
      figure: { minor: creditMinor, conversions },
    }));
  const reasonsOf = ({ unattributed }: AttributionAnswer) =>
    unattributed.map(({ model, reason, amountMinor, conversions }) => ({
      key: { model: model, reason },
      figure: { minor: amountMinor, conversions },
    }));
  return {
    rows: sideBySide(rowsOf(closed), rowsOf(now)),
    unattributed: sideBySide(reasonsOf(closed), reasonsOf(now)),
    totals: Object.fromEntries(
      Object.entries(closed.totals).map(([model, then]) => {
        const today = now.totals[model]!;
        return [model, { closed: then, now: today, difference: less(today, then) }];
      }),
    ),
  };
}

/** Rows of both, in the order of what stands now; those that are gone come last. */
function sideBySide<Key extends object>(
  closed: { key: Key; figure: Figure }[],
  now: { key: Key; figure: Figure }[],
) {
  const keyed = (rows: typeof now) => new Map(rows.map(({ key, figure }) => [JSON.stringify(key), figure]));
  const [then, today] = [keyed(closed), keyed(now)];
  const keys = new Map([...now, ...closed].map(({ key }) => [JSON.stringify(key), key]));
  return [...keys].map(([name, key]) => {
    const [old, is] = [then.get(name) ?? nothing, today.get(name) ?? nothing];
    return {
      ...key,
      closedMinor: old.minor,
      nowMinor: is.minor,
      differenceMinor: (BigInt(is.minor) - BigInt(old.minor)).toString(),
      closedConversions: old.conversions,
      nowConversions: is.conversions,
    };
  });
}

function less(a: ModelTotals, b: ModelTotals): ModelTotals {
  const minor = (name: 'attributedMinor' | 'unattributedMinor' | 'crmMinor') =>
    (BigInt(a[name]) - BigInt(b[name])).toString();
  const count = (name: 'attributedConversions' | 'unattributedConversions' | 'crmConversions') =>
    rounded(a[name] - b[name]);
  return {
    attributedMinor: minor('attributedMinor'),
    unattributedMinor: minor('unattributedMinor'),
    crmMinor: minor('crmMinor'),
    attributedConversions: count('attributedConversions'),
    unattributedConversions: count('unattributedConversions'),
    crmConversions: count('crmConversions'),
  };
}
