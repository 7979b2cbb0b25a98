import {
  type AttributionParameters,
  creditOf,
  dayMs,
  type Dimension,
  isValued,
  learn,
  type ModelJourney,
  type ModelOptions,
  noPaths,
  type PathSource,
  type Reason,
  type ReportModel,
} from '@touchstone/attribution';
import { DateTime } from 'luxon';
import type { GeneratedJourney } from './generated-journeys.js';
import { plainPaths } from './plain-paths.js';

type Sums<Key> = Map<Key, { credit: bigint; conversions: number }>;

/** What one model gives: credit and conversions by group, what has no credit by reason, the CRM's total. */
export interface ExpectedModel {
  credit: Sums<string>;
  unattributed: Sums<Reason>;
  crmMinor: bigint;
}

/**
 * The report in plain TypeScript, read straight from the definitions and sharing no code with the query but the
 * reference models: the tests hold ClickHouse against it. `journeys` are all versions ever written.
 */
export async function expectedReport(
  journeys: readonly GeneratedJourney[],
  parameters: AttributionParameters,
  nonConverting: PathSource = noPaths,
): Promise<Map<ReportModel, ExpectedModel>> {
  const newest = new Map<string, GeneratedJourney>();
  for (const row of journeys) {
    if (row.workspace !== parameters.workspace || row.kind !== parameters.conversion) continue;
    if (row.convertedAt < parameters.from || row.convertedAt >= parameters.to) continue;
    if (row.version > parameters.asOf) continue;
    const key = `${row.convertedAt} ${row.conversionId}`;
    if (row.version >= (newest.get(key)?.version ?? 0)) newest.set(key, row);
  }
  const live = [...newest.values()]
    .filter((row) => row.isLive && passes(row, -1, conversionLabels, parameters))
    .map((row) => conversionOf(row, parameters));
  const learned = await learn(parameters, {
    converting: plainPaths(
      live
        .filter(({ row, counted }) => row.hasIdentity && counted.length > 0)
        .map(({ row, counted }) => counted.map((index) => row.touchChannel[index]!)),
    ),
    nonConverting,
  });
  const options = { ...parameters, channelWeights: learned.channelWeights };
  return new Map(parameters.models.map((model) => [model, expectedModel(live, model, parameters, options)]));
}

interface LiveConversion {
  row: GeneratedJourney;
  value: bigint | null;
  /** Indexes of the touches that get credit. */
  counted: number[];
  reason: Reason | null;
}

function conversionOf(row: GeneratedJourney, parameters: AttributionParameters): LiveConversion {
  const value = valueOf(row, parameters);
  const eligible = row.touchAt.map((_, index) => index).filter((index) => mayCount(row, index, parameters));
  const lookbackMs =
    parameters.lookbackDays === null ? Infinity : Math.round(parameters.lookbackDays * dayMs);
  const counted = eligible.filter((index) => row.convertedAt - row.touchAt[index]! <= lookbackMs);
  return { row, value, counted, reason: reasonOf(row, value, eligible.length, counted.length) };
}

function expectedModel(
  live: readonly LiveConversion[],
  model: ReportModel,
  parameters: AttributionParameters,
  options: ModelOptions,
): ExpectedModel {
  const expected: ExpectedModel = { credit: new Map(), unattributed: new Map(), crmMinor: 0n };
  const add = <K>(sums: Sums<K>, key: K, credit: bigint, share: number) => {
    const sum = sums.get(key) ?? { credit: 0n, conversions: 0 };
    sums.set(key, { credit: sum.credit + credit, conversions: sum.conversions + share });
  };
  for (const { row, value, counted, reason } of live) {
    expected.crmMinor += value ?? 0n;
    if (reason) {
      add(expected.unattributed, reason, value ?? 0n, 1);
      continue;
    }
    const shown = (index: number) => passes(row, index, touchLabels, parameters);
    if (model === 'influenced') {
      const groups = new Set(counted.filter(shown).map((index) => groupOf(row, index, parameters)));
      for (const group of groups) add(expected.credit, group, value!, 1);
      continue;
    }
    const given = creditOf(model, journeyOf(row, counted, parameters), value!, options);
    if ('reason' in given) {
      add(expected.unattributed, given.reason, value!, 1);
      continue;
    }
    given.touches.forEach(({ share, creditMinor }, at) => {
      const group = shown(counted[at]!) ? groupOf(row, counted[at]!, parameters) : 'not shown';
      if (share > 0) add(expected.credit, group, creditMinor, share);
    });
  }
  return expected;
}

/** The lead is the earliest within the scope; of a lead it is itself. Only deals have an opportunity. */
function journeyOf(
  row: GeneratedJourney,
  counted: number[],
  parameters: AttributionParameters,
): ModelJourney {
  const leads = row.leadAt.filter((_, nth) => isWithin(row.leadReach[nth]!, parameters));
  return {
    touches: counted.map((index) => ({
      at: row.touchAt[index]!,
      channel: row.touchChannel[index]!,
      interaction: row.touchInteraction[index]!,
    })),
    leadAt: row.kind.startsWith('lead.') ? row.createdAt : leads.length > 0 ? Math.min(...leads) : null,
    oppAt: row.kind.startsWith('deal.') ? row.createdAt : null,
  };
}

function valueOf(row: GeneratedJourney, parameters: AttributionParameters): bigint | null {
  if (!isValued(row.kind)) return 0n;
  if (row.reportCurrency !== parameters.currency) return null;
  return parameters.value === 'latest' ? row.valueMinor : row.valueAtConversionMinor;
}

function isWithin(reach: number, { scope }: AttributionParameters): boolean {
  const bit = { contacts: 0, primary: 1, account: 2 }[scope];
  return ((reach >> bit) & 1) === 1;
}

function mayCount(row: GeneratedJourney, index: number, parameters: AttributionParameters): boolean {
  const isSales = (row.touchFlags[index]! & 1) === 1;
  const isView = (row.touchFlags[index]! & 2) === 2;
  const sideFits = parameters.touchScope === 'all' || (parameters.touchScope === 'sales') === isSales;
  return sideFits && (parameters.countViews || !isView) && isWithin(row.touchReach[index]!, parameters);
}

function reasonOf(
  row: GeneratedJourney,
  value: bigint | null,
  eligible: number,
  counted: number,
): Reason | null {
  if (value === null) return 'unconverted';
  if (!row.hasIdentity) return 'no_identity';
  if (counted > 0) return null;
  return eligible > 0 ? 'outside_lookback' : 'no_touch';
}

const touchLabels: Dimension[] = [
  'channel',
  'campaign',
  'source',
  'medium',
  'content',
  'interaction',
  'touch_month',
  'touch_week',
];
const conversionLabels: Dimension[] = ['segment', 'owner', 'pipeline', 'month', 'week'];

function passes(
  row: GeneratedJourney,
  index: number,
  among: readonly Dimension[],
  { filters, timeZone }: AttributionParameters,
): boolean {
  return among.every((dimension) => {
    const kept = filters[dimension];
    return !kept || kept.includes(labelOf(row, index, dimension, timeZone));
  });
}

const groupOf = (row: GeneratedJourney, index: number, { groupBy, timeZone }: AttributionParameters) =>
  groupBy.map((dimension) => labelOf(row, index, dimension, timeZone)).join(' | ');

function labelOf(row: GeneratedJourney, index: number, dimension: Dimension, timeZone: string): string {
  const label: Record<Dimension, () => string> = {
    channel: () => row.touchChannel[index]!,
    campaign: () => row.touchCampaign[index]!,
    source: () => row.touchSource[index]!,
    medium: () => row.touchMedium[index]!,
    content: () => row.touchContent[index]!,
    interaction: () => row.touchInteraction[index]!,
    touch_month: () => periodOf(row.touchAt[index]!, 'yyyy-MM', timeZone),
    touch_week: () => periodOf(row.touchAt[index]!, "kkkk-'W'WW", timeZone),
    segment: () => row.segment,
    owner: () => row.owner,
    pipeline: () => row.pipeline,
    month: () => periodOf(row.convertedAt, 'yyyy-MM', timeZone),
    week: () => periodOf(row.convertedAt, "kkkk-'W'WW", timeZone),
  };
  return label[dimension]() || '(none)';
}

const periods = new Map<string, string>();
const quarterHour = 900_000;

/** Remembered by quarter hours: in no zone does a day begin within one. */
function periodOf(moment: number, format: string, zone: string): string {
  const key = `${format} ${zone} ${Math.floor(moment / quarterHour)}`;
  const known = periods.get(key) ?? DateTime.fromMillis(moment, { zone }).toFormat(format);
  periods.set(key, known);
  return known;
}
