import { currencyExponents, remembering } from '@touchstone/contracts';
import {
  currencyIn,
  type Decimal,
  decimalMarkOf,
  type DecimalMark,
  decimalOf,
  isNothing,
} from './amount-text.js';
import { contradicts } from './currency-signs.js';
import { type DayOrder, dayOf, dayOrderOf } from './day-text.js';
import type { SpendOptions } from './spend-options.js';
import type { SpendField } from './spend-columns.js';
import type { SpendRow, SpendTable } from './spend-table.js';

/** `data` of a `spend.recorded.v1`. */
export interface SpendData {
  platform: string;
  account: string;
  campaign: string;
  day: string;
  kind: string;
  cost: { amountMinor: number; currency: string };
  channel?: string;
  source?: string;
  medium?: string;
  impressions?: number;
  clicks?: number;
}

/** What one row says. */
export type RowSpend = Omit<SpendData, 'cost'> & { cost: Decimal; currency: string };

/** How a file writes what can be written in several ways, and what it leaves to whoever sends it. */
export interface Reading {
  table: SpendTable;
  options: SpendOptions;
  mark: DecimalMark;
  /** The day that a text is, as `dayOf`: days recur in every campaign. */
  dayOf: (text: string) => string | null;
  /** Nothing is stated of a day after it: such a day is a slip. YYYY-MM-DD. */
  lastDay: string;
}

/** A year from a moment on, as a day: costs of a year are planned and paid ahead, not those of ten. */
const yearAhead = (now: number) => new Date(now + 366 * 86_400_000).toISOString().slice(0, 10);

/** Decides how a file is read, by all of its rows, what is asked for, and when. */
export function readingOf(table: SpendTable, options: SpendOptions, now: number): Reading {
  const { columns, rows, delimiter } = table;
  const cellsOf = (field: SpendField) => rows.map(({ cells }) => cells[columns.at[field] ?? -1] ?? '');
  const usualMark = columns.isContinental || delimiter === ';' ? ',' : '.';
  const usualOrder = columns.isContinental ? 'dmy' : columns.preset === 'generic' ? null : 'mdy';
  const dayOrder: DayOrder = options.dayOrder ?? dayOrderOf(cellsOf('day'), usualOrder);
  return {
    table,
    options,
    mark: decimalMarkOf(cellsOf('cost'), usualMark),
    dayOf: remembering(10_000, (text) => dayOf(text, dayOrder)),
    lastDay: yearAhead(now),
  };
}

const origins = {
  google_ads: { platform: 'google_ads', source: 'google', medium: 'cpc' },
  meta: { platform: 'meta_ads', source: 'facebook', medium: 'paid-social' },
  linkedin: { platform: 'linkedin_ads', source: 'linkedin', medium: 'paid-social' },
  generic: { platform: '', source: '', medium: '' },
} as const;

const kinds: readonly string[] = ['media', 'tools', 'people', 'agency', 'other'];

/** The row as a part of a statement, or what is wrong with it. */
export function readRow(
  { cells }: SpendRow,
  { table, options, mark, dayOf: known, lastDay }: Reading,
): RowSpend | string {
  const { columns } = table;
  const cellOf = (field: SpendField) => cells[columns.at[field] ?? -1]?.trim() ?? '';
  const origin = origins[columns.preset];

  const day = known(cellOf('day'));
  if (day === null) return 'day: is no day such as 2026-09-01';
  if (day === 'ambiguous') return 'day: may be two days; say dayOrder=dmy or dayOrder=mdy';
  if (day > lastDay) return `day: is ${day}, more than a year ahead`;
  if (columns.at.endDay !== undefined && known(cellOf('endDay')) !== day)
    return 'day: the row covers several days; export it by day';

  const stated = isNothing(cellOf('currency')) ? '' : cellOf('currency');
  const currency = currencyOf(stated || columns.currency || '', options.currency);
  if (!currency.ok) return currency.problem;
  const text = cellOf('cost');
  if (text === '') return 'cost: is empty';
  const named = currencyIn(text);
  if (named !== null && named !== currency.code) return 'cost: names another currency than the file';
  if (contradicts(text, currency.code))
    return `cost: has a sign that ${currency.code} is not written with, which the row or the file says it is`;
  const cost = isNothing(text) ? { units: 0n, decimals: 0 } : decimalOf(text, mark);
  if (!cost) return 'cost: is no amount, or may be two; write it as 1234.56';

  const kind = options.kind ?? (cellOf('kind').toLowerCase() || 'media');
  if (!kinds.includes(kind)) return `kind: is one of ${kinds.join(', ')}`;
  const source = cellOf('source') || origin.source;
  const platform = options.platform ?? (cellOf('platform') || origin.platform || source);
  if (platform === '') return 'platform: is empty, and so is the source';
  const channel = options.channel ?? cellOf('channel').toLowerCase();
  const medium = cellOf('medium') || origin.medium;
  return {
    ...{ platform, account: options.account ?? cellOf('account'), campaign: cellOf('campaign'), day, kind },
    ...{ cost, currency: currency.code },
    ...(channel && { channel }),
    ...sourceOf(source, platform, kind),
    ...(medium && { medium }),
    ...count('impressions', cellOf('impressions')),
    ...count('clicks', cellOf('clicks')),
  };
}

/** Where the clicks of a platform come from, by the first word of its name. */
const sources: Record<string, string> = { adwords: 'google', meta: 'facebook', microsoft: 'bing' };

/** The source that channel rules look at: the one given, else that of the platform the money went to for media. */
function sourceOf(source: string, platform: string, kind: string) {
  if (source) return { source };
  if (kind !== 'media') return {};
  const [word = ''] = platform.toLowerCase().split(/[\s_-]+/);
  return { source: sources[word] ?? word };
}

type NamedCurrency = { ok: true; code: string } | { ok: false; problem: string };

function currencyOf(stated: string, asked: string | undefined): NamedCurrency {
  const code = stated.toUpperCase() || asked;
  if (!code) return { ok: false, problem: 'currency: is empty; say currency=EUR, or what it is' };
  if (!currencyExponents.has(code)) return { ok: false, problem: 'currency: is no code of ISO 4217' };
  if (asked && code !== asked)
    return { ok: false, problem: `currency: is ${code}, not ${asked} as asked for` };
  return { ok: true, code };
}

/** A number of impressions or clicks; what is none is left out: it is no cost. */
function count(name: 'impressions' | 'clicks', text: string) {
  const digits = text.replace(/[\s.,\u00a0\u202f'’]/g, '');
  return /^\d{1,15}$/.test(digits) ? { [name]: Number(digits) } : {};
}
