import type { Scoring } from '@touchstone/contracts';
import type { ClickHouse } from '@touchstone/facts';
import { dayMs, hourMs } from './behaviour.js';
import {
  labelColumns,
  type LeadFilters,
  labelParams,
  leadSettings,
  millis,
  newestLeads,
  noLabel,
  passing,
} from './lead-labels.js';
import type { Stage } from './stages.js';

/** Which leads are wanted. Moments are epoch milliseconds. */
export interface LeadsQuestion {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** Moment whose score is meant; what comes after is not known. */
  judgedAt: number;
  filters: LeadFilters;
  teams: readonly { name: string; owners: readonly string[] }[];
  scoring: Scoring;
  /** Leads in this stage; null: whatever stage. */
  stage: Stage | null;
  /** Leads of which this rule fired lately; null: whether or not. */
  intent: string | null;
  intentWithinHours: number;
  /** null: whatever score. */
  minScore: number | null;
}

/** Moments are epoch milliseconds. */
export interface ListedLead {
  leadId: string;
  createdAt: number;
  status: string;
  /** null: out of the funnel. */
  stage: Stage | null;
  /** Decayed to the moment, 6 decimals. */
  score: number;
  /** Newest intent; null: none. */
  intentAt: number | null;
  owner: string;
  channel: string;
  campaign: string;
  segment: string;
}

/** A page begins behind this. */
export interface LeadPlace {
  score: number;
  leadId: string;
}

/** SQL of the score of a lead at a moment, of the arrays of its points; needs `scoreRules` and `scoreHalfLives`. */
export const scoreSql = `round(arraySum((p, t, r) -> if(t > {judgedAt:Int64}, 0.0,
  p * exp2(-({judgedAt:Int64} - t) / transform(toString(r), {scoreRules:Array(String)}, {scoreHalfLives:Array(Float64)}, inf))),
  score_points, score_ms, score_rule), 6)`;

/** Half-lives in milliseconds by rule; a rule without one is not among them. */
export function scoreParams({ rules }: Scoring) {
  const decaying = rules.filter(({ halfLifeDays }) => halfLifeDays !== undefined);
  return {
    scoreRules: ['', ...decaying.map(({ name }) => name)],
    scoreHalfLives: [1, ...decaying.map(({ halfLifeDays }) => halfLifeDays! * dayMs)],
  };
}

/** Leads by score, the highest first. */
export async function leadPage(
  clickhouse: ClickHouse,
  question: LeadsQuestion,
  { after, limit }: { after: LeadPlace | null; limit: number },
): Promise<{ leads: ListedLead[]; next: LeadPlace | null }> {
  const { workspace, asOf, judgedAt, filters, teams, stage, intent, intentWithinHours, minScore } = question;
  const rows = await clickhouse.query<Record<string, string | number>>({
    name: 'leads',
    settings: leadSettings,
    params: {
      ...{ workspace, asOf, judgedAt, limit: limit + 1, stage: stage ?? '', intent: intent ?? '' },
      ...{ intentSince: judgedAt - Math.round(intentWithinHours * hourMs), minScore: minScore ?? 0 },
      ...{ afterScore: after?.score ?? 0, afterLead: after?.leadId ?? '' },
      ...scoreParams(question.scoring),
      ...labelParams(filters, teams),
    },
    sql: `SELECT * EXCEPT (stage_name, stage_ms, left_ms, intents) FROM (
      SELECT lead_id, created_ms, status, stage_name, stage_ms, left_ms, owner, channel, campaign, segment,
        ${scoreSql} AS score, arrayLastIndex(t -> t <= {judgedAt:Int64}, stage_ms) AS nth,
        if(nth = 0 OR (left_ms[nth] > 0 AND left_ms[nth] <= {judgedAt:Int64}), '', toString(stage_name[nth])) AS stage,
        arrayFilter((t, r) -> t <= {judgedAt:Int64} AND ({intent:String} = '' OR r = {intent:String}), intent_ms, intent_rule)
          AS intents, arrayMax(arrayPushBack(intents, 0)) AS intent_at
      FROM (${newestLeads([
        ...labelColumns,
        ...['owner', 'status', 'stage_name', 'intent_rule', 'score_points', 'score_rule'],
        'toUnixTimestamp64Milli(created_at) AS created_ms',
        `${millis('stage_at')} AS stage_ms`,
        `${millis('stage_left_at')} AS left_ms`,
        `${millis('intent_at')} AS intent_ms`,
        `${millis('score_at')} AS score_ms`,
      ])})
      WHERE created_ms <= {judgedAt:Int64} ${passing(filters)})
      WHERE ({stage:String} = '' OR stage = {stage:String})
        ${intent === null ? '' : 'AND intent_at >= {intentSince:Int64}'}
        ${minScore === null ? '' : 'AND score >= {minScore:Float64}'}
        ${after ? 'AND (score < {afterScore:Float64} OR (score = {afterScore:Float64} AND lead_id > {afterLead:String}))' : ''}
      ORDER BY score DESC, lead_id LIMIT {limit:UInt32}`,
  });
  const leads = rows.slice(0, limit).map((row) => {
    const label = (name: string) => String(row[name]) || noLabel;
    return {
      ...{
        leadId: String(row['lead_id']),
        createdAt: Number(row['created_ms']),
        status: String(row['status']),
      },
      stage: (row['stage'] || null) as Stage | null,
      ...{ score: Number(row['score']), intentAt: Number(row['intent_at']) || null },
      ...{ owner: label('owner'), channel: label('channel'), campaign: label('campaign') },
      segment: label('segment'),
    };
  });
  const last = leads.at(-1);
  return { leads, next: rows.length > limit && last ? { score: last.score, leadId: last.leadId } : null };
}
