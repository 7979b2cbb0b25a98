import { type ClockName, clockNames, type ClockState, clockStates } from './clock-state.js';
import {
  labelColumns,
  type LeadDimension,
  labelParams,
  labelSql,
  leadSettings,
  newestLeads,
  passing,
} from './lead-labels.js';
import type { SlaQuestion } from './sla-question.js';

/** Values of all `{name:Type}` in the SQL of this file. */
export const slaParams = (question: SlaQuestion) => ({
  ...{ workspace: question.workspace, asOf: question.asOf, judgedAt: question.judgedAt },
  ...{ from: question.from, to: question.to },
  ...labelParams(question.filters, question.terms.teams),
});

/** Of the labels that are wanted, those that are columns of a lead: each takes time to read. The owner is that of the moment. */
export const columnsOf = (
  { groupBy, filters }: SlaQuestion,
  others: readonly LeadDimension[] = [],
): string[] =>
  labelColumns.filter((name) =>
    [...groupBy, ...others, ...Object.keys(filters)].some((dimension) => dimension === name),
  );

const ms = (moment: string) => `toUnixTimestamp64Milli(${moment})`;

/** Deciding row by row which branch to work out takes longer than working out all of them. */
export const slaSettings = { ...leadSettings, short_circuit_function_evaluation: 'disable' };

/** A state in the columns of `clocksSql`: its place, from 1 on. Texts would take longer to compare. */
export const stateNumber = (state: ClockState): number => clockStates.indexOf(state) + 1;

/** A clock of a life `c` as it stands, where what comes after `judgedAt` is not known; 0 ms: none. State 0: it does not count. */
const judged = (clock: ClockName) => `
  ${ms(`c.${clock}_ended_at`)} AS ${clock}_last, if(${clock}_last <= {judgedAt:Int64}, ${clock}_last, 0) AS ${clock}_end,
  ${ms(`c.${clock}_due_at`)} AS ${clock}_due,
  ${clock}_due != 0 AND ${clock}_due < if(${clock}_end != 0, ${clock}_end, {judgedAt:Int64}) AS ${clock}_over,
  ${clock}_start >= {from:Int64} AND ${clock}_start < {to:Int64} AND ${clock}_start <= {judgedAt:Int64}
    AND ${clock}_start != 0 AS ${clock}_counts,
  if(${clock}_counts, multiIf(
    ${clock}_end != 0 AND ${clock}_done, if(${clock}_over, ${stateNumber('breached')}, ${stateNumber('met')}),
    ${clock}_over, ${stateNumber('never_worked')},
    ${clock}_end != 0, ${stateNumber('withdrawn')}, ${stateNumber('running')}), 0) AS ${clock}_state`;

/**
 * One row a life of a lead that passes the filters and has a clock that counts: one that started in the window, and before
 * it is judged. Durations are -1 where there is none.
 */
export const clocksSql = (question: SlaQuestion, labels: readonly LeadDimension[] = []): string => `
  SELECT ${['lead_id', ...columnsOf(question, labels), 'c.owner AS owner', 'c.is_high_intent AS is_high'].join(', ')},
    ${ms('c.assigned_at')} AS assigned, ${ms('c.qualified_at')} AS disposition_start,
    if(assigned != 0, assigned, disposition_start) AS contact_start,
    ${ms('c.touched_at')} != 0 AS contact_done, c.outcome != '' AS disposition_done,
    ${clockNames.map(judged).join(',')},
    if(contact_counts, c.system_delay_ms, -1) AS system_delay,
    if(contact_counts AND assigned != 0 AND contact_done AND contact_end != 0, c.contact_ms, -1) AS human_delay
  FROM (${newestLeads([...columnsOf(question, labels), 'clocks'])})
  ARRAY JOIN clocks AS c
  WHERE (contact_counts OR disposition_counts) ${passing(question.filters)}`;

/** One row a decision of sales in the window, of leads that pass the filters. */
export const decisionsSql = (question: SlaQuestion, labels: readonly LeadDimension[] = []): string => `
  SELECT ${['lead_id', ...columnsOf(question, labels)].join(', ')}, ${ms('d.decided_at')} AS at,
    toString(d.outcome) AS outcome, d.owner AS owner, toString(d.reason) AS reason, d.is_contacted AS is_contacted
  FROM (${newestLeads([...columnsOf(question, labels), 'decisions'])})
  ARRAY JOIN decisions AS d
  WHERE at >= {from:Int64} AND at < {to:Int64} AND at <= {judgedAt:Int64} ${passing(question.filters)}`;

/** Select list of labels, each with a comma behind it. */
export const labelsOf = ({ groupBy }: SlaQuestion): string =>
  groupBy.map((dimension) => `${labelSql(dimension)} AS label_${dimension}, `).join('');
