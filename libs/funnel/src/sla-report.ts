import type { ClickHouse } from '@touchstone/facts';
import { clockNames, type ClockState, clockStates } from './clock-state.js';
import type { LeadDimension } from './lead-labels.js';
import type { SlaQuestion } from './sla-question.js';
import { clocksSql, decisionsSql, labelsOf, slaParams, slaSettings, stateNumber } from './sla-sql.js';

/** Clocks that started in the window, by how they stand. Every clock has one state. */
export interface ClockFigures extends Record<ClockState, number> {
  clocks: number;
  /** met / (met + breached + never_worked); null where none of them is there. */
  metRate: number | null;
}

/** How long something took, in working milliseconds; null where it never happened. */
export interface DelayFigures {
  count: number;
  medianMs: number | null;
  p90Ms: number | null;
}

export interface SlaFigures {
  contact: ClockFigures;
  disposition: ClockFigures;
  /** Qualification to assignment. */
  systemDelay: DelayFigures;
  /** Assignment to the first sales touch. */
  humanDelay: DelayFigures;
  decisions: {
    accepted: number;
    rejected: number;
    disqualified: number;
    /** accepted / (accepted + rejected); null without either. */
    acceptanceRate: number | null;
  };
  reasons: RejectionReason[];
}

/** Why leads were given up. */
export interface RejectionReason {
  outcome: 'rejected' | 'disqualified';
  /** As given; empty: none. */
  reason: string;
  /** Among the reasons agreed on; true where none are. */
  isAgreed: boolean;
  leads: number;
  /** How many of them sales had touched before. */
  afterContact: number;
}

export type SlaRow = SlaFigures & { labels: Partial<Record<LeadDimension, string>> };

type Row = Record<string, string | number | (string | number)[]>;

const delays = ['system_delay', 'human_delay'] as const;

/** How the agreement was kept, in all and by labels, largest groups first; no rows where none are asked for. */
export async function slaReport(
  clickhouse: ClickHouse,
  question: SlaQuestion,
): Promise<{ totals: SlaFigures; rows: SlaRow[] }> {
  const params = slaParams(question);
  const names = question.groupBy.map((dimension) => `label_${dimension}`);
  const counts = clockNames.flatMap((clock) =>
    clockStates.map((state) => `countIf(${clock}_state = ${stateNumber(state)}) AS ${clock}_${state}_count`),
  );
  // medians of groups make no median of all: the engine counts both in one scan
  const durations = delays.flatMap((delay) => [
    `countIf(${delay} >= 0) AS ${delay}_count`,
    `quantilesExactInclusiveIf(0.5, 0.9)(${delay}, ${delay} >= 0) AS ${delay}_parts`,
  ]);
  const [clocks, decisions] = await Promise.all([
    clickhouse.query<Row>({
      name: 'sla_clocks',
      params,
      settings: slaSettings,
      sql: `SELECT ${labelsOf(question)}${names.length > 0 ? `grouping(${names[0]})` : 1} AS is_total,
          ${[...counts, ...durations].join(', ')}
        FROM (${clocksSql(question)})
        ${names.length > 0 ? `GROUP BY GROUPING SETS ((${names.join(', ')}), ())` : ''}`,
    }),
    clickhouse.query<Row>({
      name: 'sla_decisions',
      params,
      settings: slaSettings,
      sql: `SELECT ${labelsOf(question)}outcome, reason, count() AS leads, countIf(is_contacted = 1) AS after_contact
        FROM (${decisionsSql(question)})
        GROUP BY ${[...names, 'outcome', 'reason'].join(', ')}`,
    }),
  ]);
  return merged(question, clocks, decisions);
}

function merged(question: SlaQuestion, clocks: Row[], decisions: Row[]) {
  const rows = new Map<string, SlaRow>();
  const totals = figuresOf(clocks.find((row) => Number(row['is_total']) === 1) ?? {});
  const rowOf = (row: Row) => {
    const labels = Object.fromEntries(
      question.groupBy.map((dimension) => [dimension, String(row[`label_${dimension}`])]),
    );
    const key = JSON.stringify(labels);
    const known = rows.get(key) ?? { labels, ...figuresOf({}) };
    rows.set(key, known);
    return known;
  };
  for (const row of clocks) if (Number(row['is_total']) === 0) Object.assign(rowOf(row), figuresOf(row));
  for (const row of decisions) {
    addDecisions(totals, row, question);
    if (question.groupBy.length > 0) addDecisions(rowOf(row), row, question);
  }
  for (const { reasons } of [totals, ...rows.values()])
    reasons.sort((a, b) => b.leads - a.leads || compare(a.outcome + a.reason, b.outcome + b.reason));
  const name = ({ labels }: SlaRow) => JSON.stringify(labels);
  const weight = ({ contact, decisions: { accepted, rejected, disqualified } }: SlaRow) =>
    contact.clocks * 1e6 + accepted + rejected + disqualified;
  const sorted = [...rows.values()].sort((a, b) => weight(b) - weight(a) || compare(name(a), name(b)));
  return { totals, rows: sorted };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole);

function figuresOf(row: Row): SlaFigures {
  const clockOf = (name: (typeof clockNames)[number]): ClockFigures => {
    const states = Object.fromEntries(
      clockStates.map((state) => [state, Number(row[`${name}_${state}_count`] ?? 0)]),
    ) as Record<ClockState, number>;
    return {
      clocks: clockStates.reduce((sum, state) => sum + states[state], 0),
      ...states,
      metRate: rate(states.met, states.met + states.breached + states.never_worked),
    };
  };
  const delayOf = (name: (typeof delays)[number]): DelayFigures => {
    const count = Number(row[`${name}_count`] ?? 0);
    const parts = (row[`${name}_parts`] ?? []) as (string | number)[];
    const [medianMs, p90Ms] = [0, 1].map((nth) => (count === 0 ? null : Math.round(Number(parts[nth])))) as [
      number | null,
      number | null,
    ];
    return { count, medianMs, p90Ms };
  };
  return {
    contact: clockOf('contact'),
    disposition: clockOf('disposition'),
    systemDelay: delayOf('system_delay'),
    humanDelay: delayOf('human_delay'),
    decisions: { accepted: 0, rejected: 0, disqualified: 0, acceptanceRate: null },
    reasons: [],
  };
}

function addDecisions({ decisions, reasons }: SlaFigures, row: Row, { terms }: SlaQuestion): void {
  const outcome = row['outcome'] as 'accepted' | RejectionReason['outcome'];
  const leads = Number(row['leads']);
  decisions[outcome] += leads;
  decisions.acceptanceRate = rate(decisions.accepted, decisions.accepted + decisions.rejected);
  if (outcome === 'accepted') return;
  const [reason, afterContact] = [String(row['reason']), Number(row['after_contact'])];
  const known = reasons.find((one) => one.outcome === outcome && one.reason === reason);
  if (known) {
    known.leads += leads;
    known.afterContact += afterContact;
    return;
  }
  const agreed = terms.rejectionReasons;
  const isAgreed = agreed.length === 0 || agreed.includes(reason);
  reasons.push({ outcome, reason, isAgreed, leads, afterContact });
}
