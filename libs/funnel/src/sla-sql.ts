import { hourMs } from './behaviour.js';
import { labelColumns, labelParams, labelSql, millis, newestLeads, passing } from './lead-labels.js';
import { decisions } from './lead-clocks.js';
import type { SlaQuestion } from './sla-question.js';

/** Later than any moment. */
const never = 9_000_000_000_000_000;
const quoted = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ');

/** Values of all `{name:Type}` in the SQL of this file. */
export function slaParams(question: SlaQuestion) {
  const { terms, clock } = question;
  const ms = (hours: number) => Math.round(hours * hourMs);
  return {
    ...{ workspace: question.workspace, asOf: question.asOf, judgedAt: question.judgedAt },
    ...{ from: question.from, to: question.to },
    ...{ contactMs: ms(terms.contactHours), highContactMs: ms(terms.highIntentContactHours) },
    ...{ highWithinMs: ms(terms.highIntentWithinHours), dispositionMs: ms(terms.dispositionHours) },
    ...clock.table,
    judgedWorked: clock.at(question.judgedAt),
    ...labelParams(question.filters, terms.teams),
  };
}

const isDecision = `s IN (${quoted(decisions)})`;
export const inLife = 't >= life_from AND t < life_to AND t <= {judgedAt:Int64}';
export const firstEntry = (condition: string) =>
  `arrayFirst((t, s) -> ${condition} AND ${inLife}, entry_ms, entry_status)`;

/** Adds columns. Each step is a query of its own: names within one would be written out wherever they are used. */
export const extended = (sql: string, columns: Partial<Record<string, string>>) =>
  `SELECT *, ${Object.entries(columns)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(', ')} FROM (${sql})`;

const historyColumns = [
  ...labelColumns,
  'version',
  'entry_status',
  'entry_owner',
  'stage_name',
  'toUnixTimestamp64Milli(created_at) AS created_ms',
  `arrayMap(t -> greatest(t, created_ms), ${millis('entry_at')}) AS entry_ms`,
  `${millis('stage_at')} AS stage_ms`,
  `${millis('sales_at')} AS sales_ms`,
  `${millis('intent_at')} AS intent_ms`,
];

/**
 * One row a life of a lead, with the moments that its clocks go by; 0: there is none. The same as `clocksOf`.
 * @param which condition on versions of leads, true of at least one version of those that are wanted
 */
export const livesSql = (which: string): string =>
  lifeSteps.reduce<string>(extended, newestLeads(historyColumns, which));

const lifeSteps = [
  { starts: "arrayFilter((t, s) -> s = 'lead', stage_ms, stage_name)" },
  { nth: 'arrayJoin(arrayEnumerate(starts))' },
  { life_from: 'starts[nth]', life_to: `if(nth = length(starts), ${never}, starts[nth + 1])` },
  {
    assigned: firstEntry("s = 'assigned'"),
    qualified: `arrayFirst((t, s) -> s = 'mql' AND ${inLife}, stage_ms, stage_name)`,
    next_life: 'if(life_to <= {judgedAt:Int64}, life_to, 0)',
  },
  { started: 'if(assigned > 0, assigned, qualified)' },
  {
    given_up: firstEntry("t >= started AND s IN ('rejected', 'disqualified')"),
    any_touch: `arrayFirst(t -> t >= started AND ${inLife}, sales_ms)`,
    decided: firstEntry(`qualified > 0 AND t >= qualified AND ${isDecision}`),
    is_high: 'arrayExists(t -> t <= started AND t >= started - {highWithinMs:Int64}, intent_ms)',
    owner: 'toString(entry_owner[arrayLastIndex(t -> t <= started, entry_ms)])',
  },
  { over: 'if(given_up > 0, given_up, next_life)' },
  {
    touched: 'if(over > 0 AND any_touch > over, 0, any_touch)',
    disposition_end: 'if(decided > 0, decided, if(qualified > 0, next_life, 0))',
    outcome: `if(decided > 0, toString(entry_status[arrayFirstIndex(
      (t, s) -> t = decided AND ${isDecision}, entry_ms, entry_status)]), '')`,
  },
  { contact_end: 'if(touched > 0, touched, over)', one: 'toUInt8(1)' },
];

/** Without the histories, which nothing after this asks for. */
export const lifeColumns = [
  ...['lead_id', ...labelColumns, 'life_from', 'assigned', 'qualified', 'started', 'touched', 'contact_end'],
  ...['decided', 'disposition_end', 'outcome', 'is_high', 'owner', 'one'],
];

/** Adds the working time up to a moment as `<column>_worked`. Each moment is looked up among the stretches once. */
const withWorked = (sql: string, column: string) => `
  SELECT l.*, w.before + least(l.${column}, w.ends) - w.starts AS ${column}_worked
  FROM (${sql}) AS l
  ASOF INNER JOIN (
    SELECT toUInt8(1) AS one, z.1 AS starts, z.2 AS ends, z.3 AS before
    FROM (SELECT arrayJoin(arrayZip({starts:Array(Int64)}, {ends:Array(Int64)}, {before:Array(Int64)})) AS z)
  ) AS w ON l.one = w.one AND l.${column} >= w.starts`;

const state = (end: string, done: string, elapsed: string, limit: string) =>
  `multiIf(${done} > 0, if(${elapsed} <= ${limit}, 'met', 'breached'),
    ${elapsed} > ${limit}, 'never_worked', ${end} > 0, 'withdrawn', 'running')`;

const elapsed = (from: string, end: string) =>
  `if(${end} > 0, ${end}_worked, {judgedWorked:Int64}) - ${from}_worked`;

/**
 * One row a life of a lead that passes the filters, with the state of both clocks, whatever the window. Durations are
 * working milliseconds; those that are missing are NULL.
 */
export const clocksSql = (question: SlaQuestion): string =>
  judgedLives(`SELECT ${lifeColumns.join(', ')} FROM (${livesSql('')})
    WHERE started > 0 ${passing(question.filters)}`);

/** Lives with the state of both clocks; of a clock that did not start it says nothing that holds. */
export const judgedLives = (lives: string): string =>
  [
    {
      started_worked: 'if(assigned > 0, assigned_worked, qualified_worked)',
      contact_limit: 'if(is_high, {highContactMs:Int64}, {contactMs:Int64})',
      disposition_limit: '{dispositionMs:Int64}',
      disposition_elapsed: elapsed('qualified', 'disposition_end'),
      system_delay: 'if(qualified > 0 AND assigned >= qualified, assigned_worked - qualified_worked, NULL)',
      human_delay: 'if(assigned > 0 AND touched > 0, contact_end_worked - assigned_worked, NULL)',
    },
    { contact_elapsed: elapsed('started', 'contact_end') },
    {
      contact_state: state('contact_end', 'touched', 'contact_elapsed', 'contact_limit'),
      disposition_state: `if(qualified = 0, '', ${state(
        'disposition_end',
        'decided',
        'disposition_elapsed',
        'disposition_limit',
      )})`,
    },
  ].reduce<string>(
    extended,
    ['assigned', 'qualified', 'contact_end', 'disposition_end'].reduce(withWorked, lives),
  );

/** Where a clock of the window is: it started in it. */
export const inWindow = (clock: 'contact' | 'disposition') => {
  const start = clock === 'contact' ? 'started' : 'qualified';
  return `${start} >= {from:Int64} AND ${start} < {to:Int64}`;
};

/**
 * One row a decision of sales in the window, of leads that pass the filters: accepted, rejected, disqualified, each entry
 * for itself, with whether sales had touched the lead in that life.
 */
export const decisionsSql = (question: SlaQuestion): string => `
  SELECT lead_id, ${labelColumns.join(', ')}, decision.1 AS at, toString(decision.2) AS outcome,
    toString(decision.3) AS owner, toString(decision.4) AS reason,
    arrayMax(arrayFilter(t -> t <= at, starts)) AS life_from,
    arrayExists(t -> t >= life_from AND t <= at, sales_ms) AS is_contacted
  FROM (
    SELECT *, arrayJoin(arrayFilter(e -> e.1 >= {from:Int64} AND e.1 < {to:Int64} AND e.1 <= {judgedAt:Int64}
      AND e.2 IN ('accepted', 'rejected', 'disqualified'), entries)) AS decision
    FROM (${newestLeads([
      ...labelColumns,
      `arrayZip(arrayMap(t -> greatest(t, toUnixTimestamp64Milli(created_at)), ${millis('entry_at')}), entry_status,
        entry_owner, entry_reason) AS entries`,
      `${millis('sales_at')} AS sales_ms`,
      `arrayFilter((t, s) -> s = 'lead', ${millis('stage_at')}, stage_name) AS starts`,
    ])}))
  WHERE 1 ${passing(question.filters)}`;

/** Select list and grouping of labels. */
export const labelsOf = ({ groupBy }: SlaQuestion) => ({
  select: groupBy.map((dimension) => `${labelSql(dimension)} AS label_${dimension}, `).join(''),
  group: groupBy.length > 0 ? `GROUP BY ${groupBy.map((one) => `label_${one}`).join(', ')}` : '',
});
