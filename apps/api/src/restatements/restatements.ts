import {
  type AttributionParameters,
  type JourneyVersion,
  learnedModels,
  restatement,
  type RestatedConversion,
  shownParameters,
  valueOf,
} from '@touchstone/attribution';
import { daysOf } from '@touchstone/economics';
import type { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import type { RestatementAnswer } from './restatement-answer.js';
import { causesOf, figuresOf, labelled } from './restatement-figures.js';
import type { RestatementRequest } from './restatement-request.js';
import { spendRestatement } from './spend-restatement.js';

/** A page begins behind this, in the answer of this position. */
const PlaceSchema = z.object({ conversionId: z.string(), version: z.int(), to: z.int() });
const SpendPlaceSchema = z.object({ position: z.int(), to: z.int() });

/** Tells what changed between two positions, and why. */
export class Restatements {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unavailable` */
  async restate(workspace: string, request: RestatementRequest): Promise<RestatementAnswer> {
    const { from, to, windowFrom, windowTo, limit, cursor, spendCursor, ...question } = request;
    const asked = [workspace, from, to, windowFrom, windowTo, question];
    const pages = new PageCursor(PlaceSchema, asked);
    const spendPages = new PageCursor(SpendPlaceSchema, [...asked, 'spend'], 'spendCursor');
    const after = pages.decode(cursor);
    const afterSpend = spendPages.decode(spendCursor);
    const startedAt = after?.to ?? afterSpend?.to;
    // the pages of one answer are of one position, whatever came since
    const context = await this.contexts.at(workspace, to ?? startedAt?.toString(), 'to');
    const fromPosition = await this.contexts.positionOf(workspace, from, 'from');
    if (fromPosition > context.position)
      throw badParameters([
        {
          parameter: 'from',
          detail: `is position ${fromPosition}, after \`to\`, which is position ${context.position}`,
        },
      ]);
    const parameters = decide({ ...question, from: windowFrom, to: windowTo }, context);
    refuseUnrestatable(parameters);
    const between = { workspace, fromPosition, toPosition: context.position, ...daysOf(parameters) };
    const [restated, { next, ...spend }] = await readingFacts(this.clickhouse, () =>
      Promise.all([
        restatement(this.clickhouse, fromPosition, parameters, { after, limit }),
        spendRestatement(this.clickhouse, this.log, between, { after: afterSpend?.position ?? 0, limit }),
      ]),
    );
    const last = restated.changes.at(-1);
    const { groupBy, filters } = shownParameters(parameters);
    const isWindow = windowFrom !== undefined || windowTo !== undefined;
    return {
      report: {
        ...usedParameters(parameters),
        groupBy,
        filters,
        fromPosition,
        toPosition: context.position,
        window: isWindow ? { from: iso(parameters.from), to: iso(parameters.to) } : null,
        parametersAsOf: context.position,
      },
      ...figuresOf(restated.byCause.values(), parameters),
      causes: causesOf(restated, parameters),
      changes: restated.changes.map((change) => told(change, parameters)),
      nextCursor:
        last && restated.hasMore
          ? pages.encode({ conversionId: last.conversionId, version: last.version, to: context.position })
          : null,
      spend: {
        ...spend,
        nextCursor: next === null ? null : spendPages.encode({ position: next, to: context.position }),
      },
    };
  }
}

/** @throws Fault `invalid_request` for models that have no restatement, conversion by conversion */
export function refuseUnrestatable(parameters: AttributionParameters): void {
  const [learned] = learnedModels(parameters);
  if (learned)
    throw badParameters([
      {
        parameter: 'model',
        detail: `${learned} learns from all journeys at once: no change is of one conversion; compare two reports by asOf instead`,
      },
    ]);
  refuseInfluenced(parameters.models);
}

function told(
  change: RestatedConversion,
  parameters: AttributionParameters,
): RestatementAnswer['changes'][number] {
  const state = (versions: JourneyVersion[]) => {
    const version = versions.at(-1);
    if (!version) return null;
    return {
      convertedAt: iso(version.convertedAt),
      amountMinor: version.amountMinor.toString(),
      currency: version.currency,
      valueMinor: valueOf(version, parameters)?.toString() ?? null,
    };
  };
  const { conversionId, version, cause, causeEventId, causePosition } = change;
  return {
    ...{ conversionId, version, cause, causeEventId, causePosition },
    before: state(change.before),
    after: state(change.after),
    credits: change.credits.map(
      ({ model, group, reason, oldMinor, newMinor, oldConversions, newConversions }) => ({
        model,
        ...(group && labelled(group, parameters.groupBy)),
        reason,
        oldMinor: oldMinor.toString(),
        newMinor: newMinor.toString(),
        oldConversions,
        newConversions,
      }),
    ),
  };
}
