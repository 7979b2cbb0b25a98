import type { ClickHouse } from '@touchstone/facts';
import {
  labelColumns,
  type LeadDimension,
  type LeadFilters,
  labelParams,
  labelSql,
  leadSettings,
  millis,
  newestLeads,
  noLabel,
  passing,
} from './lead-labels.js';
import { type FunnelStage, funnelStages, type Stage, stages } from './stages.js';
import { visitorsSql } from './visitors.js';

/** `cohort`: what became of the visits that began in the window. `period`: what happened in the window. */
export const funnelBases = ['cohort', 'period'] as const;
export type FunnelBasis = (typeof funnelBases)[number];

/** How a visit to a stage ended: in a later stage, in an earlier one, out of the funnel; or it goes on. */
export const visitFates = ['advanced', 'back', 'out', 'still'] as const;
export type VisitFate = (typeof visitFates)[number];

/** What is asked of the funnel. Moments are epoch milliseconds. */
export interface FunnelQuestion {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** What comes after this moment is not known. */
  judgedAt: number;
  /** Window, half-open. */
  from: number;
  to: number;
  basis: FunnelBasis;
  groupBy: readonly LeadDimension[];
  filters: LeadFilters;
  teams: readonly { name: string; owners: readonly string[] }[];
  /** Whether visitors are a stage; they have labels and filters of `visitorDimensions` alone. */
  visitors?: boolean;
}

/** Visits to one stage. */
export interface StageFigures extends Record<VisitFate, number> {
  stage: FunnelStage;
  /** Visits that began in the window. */
  entered: number;
  /** advanced / entered; null where nobody entered, and of the last stage. By period it may be above 1. */
  conversion: number | null;
  /** Milliseconds that visits lasted which ended; null where none did. */
  medianMs: number | null;
  p90Ms: number | null;
}

export interface FunnelFigures {
  stages: StageFigures[];
  /** Stage that most visits ended in without advancing; null where none did. */
  leak: { stage: FunnelStage; dropped: number; dropRate: number } | null;
}
export type FunnelRow = FunnelFigures & { labels: Partial<Record<LeadDimension, string>> };

export const funnelParams = (question: FunnelQuestion) => ({
  ...{ workspace: question.workspace, asOf: question.asOf, judgedAt: question.judgedAt },
  ...{ from: question.from, to: question.to, stages },
  ...labelParams(question.filters, question.teams),
});

/** One row a visit to a stage that the window may count, of leads that pass the filters: when, until when (0: it goes on), and its fate. */
export const visitsSql = ({ filters }: FunnelQuestion): string => `
  SELECT *, multiIf(left = 0, 'still', next_at != left, 'out',
    indexOf({stages:Array(String)}, next_stage) > indexOf({stages:Array(String)}, stage), 'advanced', 'back') AS fate
  FROM (
    SELECT lead_id, ${labelColumns.join(', ')}, owner, toString(stage_name[nth]) AS stage, stage_ms[nth] AS at,
      if(left_ms[nth] > {judgedAt:Int64}, 0, left_ms[nth]) AS left, stage_ms[nth + 1] AS next_at,
      toString(stage_name[nth + 1]) AS next_stage
    FROM (
      SELECT *, arrayJoin(arrayEnumerate(stage_name)) AS nth
      FROM (${newestLeads([
        ...labelColumns,
        'owner',
        'stage_name',
        `${millis('stage_at')} AS stage_ms`,
        `${millis('stage_left_at')} AS left_ms`,
      ])}))
    WHERE at <= {judgedAt:Int64} AND at < {to:Int64} AND (at >= {from:Int64} OR left >= {from:Int64})
      ${passing(filters)})`;

const within = (moment: string) => `${moment} >= {from:Int64} AND ${moment} < {to:Int64}`;

/** Visits that a fate is counted of: by their begin, or by what happened in the window. */
export const countedSql = ({ basis }: FunnelQuestion): string =>
  basis === 'cohort' ? within('at') : `if(left > 0, ${within('left')}, ${within('at')})`;

/** Whole funnel, and by labels, the groups that most entered first. */
export interface Funnel {
  totals: FunnelFigures;
  rows: FunnelRow[];
}

/** The funnel and its rows by labels, in one reading of the leads. */
export async function funnelReport(clickhouse: ClickHouse, question: FunnelQuestion): Promise<Funnel> {
  const { groupBy } = question;
  const counted = countedSql(question);
  const lasted = `left > 0 AND ${counted}`;
  const quantile = (part: number) =>
    `if(countIf(${lasted}) = 0, NULL, toInt64(round(quantileExactInclusiveIf(${part})(left - at, ${lasted}))))`;
  const keys = groupBy.map((dimension) => `label_${dimension}`);
  const columns = [
    ...groupBy.map((dimension) => `${labelSql(dimension)} AS label_${dimension}`),
    'stage, at, left, fate',
  ];
  const visits = [
    visitsSql(question),
    ...(question.visitors ? [await visitorsSql(clickhouse, question)] : []),
  ];
  const rows = await clickhouse.query<FigureRow>({
    name: 'funnel',
    settings: leadSettings,
    params: funnelParams(question),
    sql: `SELECT ${[...keys, 'stage'].join(', ')},
        countIf(${within('at')}) AS entered,
        ${visitFates.map((fate) => `countIf(fate = '${fate}' AND ${counted}) AS ${fate}`).join(', ')},
        ${quantile(0.5)} AS median, ${quantile(0.9)} AS p90
      FROM (${visits.map((sql) => `SELECT ${columns.join(', ')} FROM (${sql})`).join('\nUNION ALL\n')})
      GROUP BY GROUPING SETS ((stage)${keys.length > 0 ? `, (${[...keys, 'stage'].join(', ')})` : ''})`,
  });
  const shown = question.visitors ? funnelStages : stages;
  const totals = new Map<string, StageFigures>();
  const groups = new Map<string, { labels: FunnelRow['labels']; stages: Map<string, StageFigures> }>();
  for (const row of rows) {
    // a label is never empty: the row is of all labels
    if (!row[keys[0] ?? '']) {
      totals.set(String(row['stage']), figuresOf(row));
      continue;
    }
    const labels = Object.fromEntries(groupBy.map((one) => [one, String(row[`label_${one}`])]));
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, stages: new Map() };
    groups.set(key, group);
    group.stages.set(String(row['stage']), figuresOf(row));
  }
  return {
    totals: funnelOf(totals, shown),
    rows: [...groups]
      .map(([key, group]) => ({ key, row: { labels: group.labels, ...funnelOf(group.stages, shown) } }))
      .filter(({ row }) => row.stages.some((one) => one.entered + one.advanced > 0))
      .sort((a, b) => enteredOf(b.row) - enteredOf(a.row) || (a.key < b.key ? -1 : 1))
      .map(({ row }) => row),
  };
}

const enteredOf = ({ stages: all }: FunnelRow) => all.reduce((sum, { entered }) => sum + entered, 0);

type FigureRow = Record<string, string | number | null>;

function figuresOf(row: FigureRow): StageFigures {
  const number = (name: string) => (row[name] === null ? null : Number(row[name]));
  const [entered, advanced] = [Number(row['entered']), Number(row['advanced'])];
  const stage = row['stage'] as FunnelStage;
  return {
    ...{ stage, entered, advanced },
    ...{ back: Number(row['back']), out: Number(row['out']), still: Number(row['still']) },
    conversion: entered === 0 || stage === 'customer' ? null : advanced / entered,
    medianMs: number('median'),
    p90Ms: number('p90'),
  };
}

const nobody = (stage: FunnelStage): StageFigures => ({
  ...{ stage, entered: 0, advanced: 0, back: 0, out: 0, still: 0 },
  ...{ conversion: null, medianMs: null, p90Ms: null },
});

function funnelOf(found: Map<string, StageFigures>, shown: readonly FunnelStage[]): FunnelFigures {
  const all = shown.map((stage) => found.get(stage) ?? nobody(stage));
  const [worst] = all
    .map(({ stage, back, out, advanced }) => ({
      ...{ stage, dropped: back + out },
      dropRate: (back + out) / Math.max(1, back + out + advanced),
    }))
    .sort((a, b) => b.dropped - a.dropped); // stable: of equals the earliest stage
  return { stages: all, leak: worst && worst.dropped > 0 ? worst : null };
}

/** A visit behind a number. Moments are epoch milliseconds. */
export interface FunnelVisit {
  leadId: string;
  stage: Stage;
  at: number;
  leftAt: number | null;
  fate: VisitFate;
  owner: string;
  channel: string;
  campaign: string;
}

/** A page begins behind this. */
export interface VisitPlace {
  at: number;
  leadId: string;
}

/** The visits behind a number of a funnel, by begin; without a fate those that entered in the window. */
export async function funnelVisits(
  clickhouse: ClickHouse,
  question: FunnelQuestion,
  { stage, fate }: { stage: Stage; fate: VisitFate | null },
  { after, limit }: { after: VisitPlace | null; limit: number },
): Promise<{ visits: FunnelVisit[]; next: VisitPlace | null }> {
  const rows = await clickhouse.query<Record<string, string>>({
    name: 'funnel_visits',
    settings: leadSettings,
    params: {
      ...{ ...funnelParams(question), stage, fate: fate ?? '', limit: limit + 1 },
      ...{ afterAt: after?.at ?? -1, afterLead: after?.leadId ?? '' },
    },
    sql: `SELECT lead_id, stage, at, left, fate, owner, channel, campaign FROM (${visitsSql(question)})
      WHERE stage = {stage:String} AND (at, lead_id) > ({afterAt:Int64}, {afterLead:String})
        AND if({fate:String} = '', ${within('at')}, fate = {fate:String} AND ${countedSql(question)})
      ORDER BY at, lead_id LIMIT {limit:UInt32}`,
  });
  const visits = rows.slice(0, limit).map((row) => ({
    ...{ leadId: row['lead_id']!, stage: row['stage'] as Stage, fate: row['fate'] as VisitFate },
    ...{ at: Number(row['at']), leftAt: Number(row['left']) || null },
    ...{ owner: row['owner'] || noLabel, channel: row['channel'] || noLabel },
    campaign: row['campaign'] || noLabel,
  }));
  const last = visits.at(-1);
  return { visits, next: rows.length > limit && last ? { at: last.at, leadId: last.leadId } : null };
}
