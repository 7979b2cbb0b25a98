import {
  type AttributionParameters,
  explain,
  type Explanation,
  type FoundConversion,
  findConversion,
  type JourneyVersion,
  learn,
  learnedModels,
} from '@touchstone/attribution';
import type { LogEvent, LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { Fault, type Pool } from '@touchstone/runtime';
import { linksAsOf, reaches, type TimelineLink } from '@touchstone/timeline';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { iso } from '../moments.js';
import { badParameters } from '../query.js';
import type { CreditAnswer } from './credit-answer.js';
import type { CreditRequest } from './credit-request.js';

/** Tells how the credit of one conversion came to be. */
export class ConversionCredits {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly pool: Pool,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `not_found` for what is no conversion then; `invalid_request`, `unprocessable`, `unavailable`. */
  async credit(workspace: string, conversionId: string, request: CreditRequest): Promise<CreditAnswer> {
    const { asOf, ...question } = request;
    const context = await this.contexts.at(workspace, asOf);
    const parameters = decide(question, context);
    if (parameters.models.includes('influenced'))
      throw badParameters([{ parameter: 'model', detail: 'influenced shares nothing out; ask for another' }]);
    const hasWindow = question.from !== undefined && question.to !== undefined;
    const [learned] = learnedModels(parameters);
    if (learned && !hasWindow)
      throw badParameters(
        (['from', 'to'] as const)
          .filter((name) => question[name] === undefined)
          .map((parameter) => ({ parameter, detail: `is missing: ${learned} learns from a window` })),
      );
    return readingFacts(this.clickhouse, async () => {
      const { conversion } = parameters;
      const found = await findConversion(this.clickhouse, {
        ...{ workspace, conversion, conversionId },
        asOf: context.position,
      });
      if (found.state !== 'live') throw notThere(found, parameters, conversionId);
      const { version } = found;
      const { channelWeights, details } = await learn(parameters, learningFrom(this.clickhouse));
      const explanation = explain(version, parameters, { ...parameters, channelWeights });
      const events = new Map(
        (await this.log.at(workspace, version.touchPosition)).map((event) => [event.position, event]),
      );
      const named = version.touchPosition.flatMap((position, at) => {
        const event = events.get(position);
        return event ? { event, personId: version.touchPerson[at]! } : [];
      });
      const evidence = await linksAsOf(this.pool, workspace, named, context.position);
      return {
        report: {
          ...usedParameters(parameters),
          asOf: context.position,
          window: hasWindow ? { from: iso(parameters.from), to: iso(parameters.to) } : null,
          rulesVersion: version.rulesVersion,
        },
        ...told(version, explanation, events, evidence),
        ...(learned && { details }),
      };
    });
  }
}

const isoOrNull = (moment: number | null) => (moment === null ? null : iso(moment));

function told(
  version: JourneyVersion,
  explanation: Explanation,
  events: ReadonlyMap<number, LogEvent>,
  evidence: ReadonlyMap<number, TimelineLink>,
): Pick<CreditAnswer, 'conversion' | 'models' | 'touches'> {
  const { causeEventId, causePosition, owner, pipeline, segment, accountId } = version;
  return {
    conversion: {
      id: version.conversionId,
      kind: version.kind,
      convertedAt: iso(version.convertedAt),
      amountMinor: version.amountMinor.toString(),
      currency: version.currency,
      valueMinor: explanation.valueMinor?.toString() ?? null,
      ...{ owner, pipeline, segment, accountId },
      leadAt: isoOrNull(explanation.leadAt),
      oppAt: isoOrNull(explanation.oppAt),
      version: version.version,
      cause: { kind: version.cause, eventId: causeEventId, position: causePosition },
    },
    models: [...explanation.reasons].map(([model, reason]) => ({
      model,
      reason,
      creditMinor: explanation.touches
        .reduce((sum, { credits }) => sum + (credits.get(model)?.creditMinor ?? 0n), 0n)
        .toString(),
    })),
    touches: explanation.touches.map(({ standing, credits }, at) => {
      const position = version.touchPosition[at]!;
      const event = events.get(position);
      return {
        position,
        eventId: event?.eventId ?? '',
        source: event?.source ?? '',
        occurredAt: iso(version.touchAt[at]!),
        interaction: version.touchInteraction[at]!,
        side: version.touchFlags[at]! & 1 ? 'sales' : 'marketing',
        isView: (version.touchFlags[at]! & 2) !== 0,
        channel: version.touchChannel[at]!,
        channelRule: version.touchRule[at] || null,
        labels: {
          source: version.touchSource[at]!,
          medium: version.touchMedium[at]!,
          campaign: version.touchCampaign[at]!,
          content: version.touchContent[at]!,
        },
        personId: version.touchPerson[at]!,
        reach: (['contact', 'primary', 'account'] as const).filter(
          (name) => (version.touchReach[at]! & reaches[name]) !== 0,
        ),
        standing,
        evidence: evidence.get(position) ?? null,
        credit: Object.fromEntries(
          [...credits].map(([model, credit]) => [
            model,
            { ...credit, creditMinor: credit.creditMinor.toString() },
          ]),
        ),
      };
    }),
  };
}

function notThere(found: FoundConversion, parameters: AttributionParameters, id: string): Fault {
  const { conversion, asOf } = parameters;
  if (found.state !== 'ended')
    return new Fault('not_found', `${id} was never a ${conversion} up to position ${asOf}.`, {
      details: { state: 'never' },
    });
  const { cause, causeEventId, causePosition, version } = found.tombstone;
  return new Fault(
    'not_found',
    `${id} is no ${conversion} any more as of position ${asOf}: ${cause} at position ${version}.`,
    {
      details: {
        state: 'ended',
        cause: { kind: cause, eventId: causeEventId, position: causePosition, version },
      },
    },
  );
}
