import type { JourneyRow } from '@touchstone/facts';
import {
  creditOf,
  dayMs,
  isValued,
  sharesOf,
  type AttributionParameters,
  type Dimension,
  type Model,
  type Reason,
} from '@touchstone/attribution';

/** What one model gives: credit and conversions by group, what has no credit by reason, the CRM's total. */
export interface ExpectedModel {
  credit: Map<string, { credit: bigint; conversions: number }>;
  unattributed: Map<Reason, { credit: bigint; conversions: number }>;
  crmMinor: bigint;
}

/**
 * The report in plain TypeScript, read straight from the definitions and sharing no code with the query but the
 * reference models: the tests hold ClickHouse against it. `journeys` are all versions ever written.
 */
export function expectedReport(journeys: readonly JourneyRow[], parameters: AttributionParameters) {
  const newest = new Map<string, JourneyRow>();
  for (const row of journeys) {
    if (row.workspace !== parameters.workspace || row.kind !== parameters.conversion) continue;
    if (row.convertedAt < parameters.from || row.convertedAt >= parameters.to) continue;
    if (row.version > parameters.asOf) continue;
    const key = `${row.convertedAt} ${row.conversionId}`;
    if (row.version >= (newest.get(key)?.version ?? 0)) newest.set(key, row);
  }
  const live = [...newest.values()].filter((row) => row.isLive);
  return new Map(parameters.models.map((model) => [model, expectedModel(live, model, parameters)]));
}

function expectedModel(
  live: readonly JourneyRow[],
  model: Model,
  parameters: AttributionParameters,
): ExpectedModel {
  const expected: ExpectedModel = { credit: new Map(), unattributed: new Map(), crmMinor: 0n };
  const add = <K>(
    sums: Map<K, { credit: bigint; conversions: number }>,
    key: K,
    credit: bigint,
    share: number,
  ) => {
    const sum = sums.get(key) ?? { credit: 0n, conversions: 0 };
    sums.set(key, { credit: sum.credit + credit, conversions: sum.conversions + share });
  };
  for (const row of live) {
    const value = valueOf(row, parameters);
    expected.crmMinor += value ?? 0n;
    const eligible = row.touchAt.map((_, index) => index).filter((index) => mayCount(row, index, parameters));
    const lookbackMs =
      parameters.lookbackDays === null ? Infinity : Math.round(parameters.lookbackDays * dayMs);
    const counted = eligible.filter((index) => row.convertedAt - row.touchAt[index]! <= lookbackMs);
    const reason = reasonOf(row, value, eligible.length, counted.length);
    if (reason) {
      add(expected.unattributed, reason, value ?? 0n, 1);
      continue;
    }
    const touches = counted.map((index) => ({ at: row.touchAt[index]!, channel: row.touchChannel[index]! }));
    const credit = creditOf(model, touches, value!, parameters);
    const shares = sharesOf(model, touches, parameters);
    counted.forEach((index, at) => {
      if (shares[at]! > 0) add(expected.credit, groupOf(row, index, parameters), credit[at]!, shares[at]!);
    });
  }
  return expected;
}

function valueOf(row: JourneyRow, parameters: AttributionParameters): bigint | null {
  if (!isValued(row.kind)) return 0n;
  if (row.reportCurrency !== parameters.currency) return null;
  return parameters.value === 'latest' ? row.valueMinor : row.valueAtConversionMinor;
}

function mayCount(row: JourneyRow, index: number, parameters: AttributionParameters): boolean {
  const isSales = (row.touchFlags[index]! & 1) === 1;
  const isView = (row.touchFlags[index]! & 2) === 2;
  const bit = { contacts: 0, primary: 1, account: 2 }[parameters.scope];
  const sideFits = parameters.touchScope === 'all' || (parameters.touchScope === 'sales') === isSales;
  return sideFits && (parameters.countViews || !isView) && ((row.touchReach[index]! >> bit) & 1) === 1;
}

function reasonOf(row: JourneyRow, value: bigint | null, eligible: number, counted: number): Reason | null {
  if (value === null) return 'unconverted';
  if (!row.hasIdentity) return 'no_identity';
  if (counted > 0) return null;
  return eligible > 0 ? 'outside_lookback' : 'no_touch';
}

function groupOf(row: JourneyRow, index: number, { groupBy, timeZone }: AttributionParameters): string {
  const label: Record<Dimension, () => string> = {
    channel: () => row.touchChannel[index]!,
    campaign: () => row.touchCampaign[index]!,
    source: () => row.touchSource[index]!,
    medium: () => row.touchMedium[index]!,
    interaction: () => row.touchInteraction[index]!,
    month: () => monthOf(row.convertedAt, timeZone),
  };
  return groupBy.map((dimension) => label[dimension]() || '(none)').join(' | ');
}

const calendars = new Map<string, Intl.DateTimeFormat>();

function monthOf(moment: number, timeZone: string): string {
  const calendar =
    calendars.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit' });
  calendars.set(timeZone, calendar);
  return calendar.format(moment);
}
