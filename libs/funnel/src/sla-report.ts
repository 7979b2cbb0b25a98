import type { ClickHouse } from '@touchstone/facts';
import { type ClockState, clockStates } from './lead-clocks.js';
import { type LeadDimension, leadSettings } from './lead-labels.js';
import type { SlaQuestion } from './sla-question.js';
import { clocksSql, decisionsSql, inWindow, labelsOf, slaParams } from './sla-sql.js';

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

type Row = Record<string, string | number | null>;

const clockNames = ['contact', 'disposition'] as const;
const quantiles = (column: string) =>
  [0.5, 0.9].map(
    (part, nth) =>
      `if(countIf(${column} IS NOT NULL AND ${inWindow('contact')}) = 0, NULL, toInt64(round(
        quantileExactInclusiveIf(${part})(assumeNotNull(${column}), ${column} IS NOT NULL AND ${inWindow('contact')}))))
        AS ${column}_${nth}`,
  );

/** How the agreement was kept, by labels, largest groups first. */
export async function slaRows(clickhouse: ClickHouse, question: SlaQuestion): Promise<SlaRow[]> {
  const { select, group } = labelsOf(question);
  const params = slaParams(question);
  const counts = clockNames.flatMap((clock) =>
    clockStates.map(
      (state) => `countIf(${clock}_state = '${state}' AND ${inWindow(clock)}) AS ${clock}_${state}`,
    ),
  );
  const delays = ['system_delay', 'human_delay'].flatMap((column) => [
    `countIf(${column} IS NOT NULL AND ${inWindow('contact')}) AS ${column}_count`,
    ...quantiles(column),
  ]);
  const [clocks, decided] = await Promise.all([
    clickhouse.query<Row>({
      name: 'sla_clocks',
      params,
      settings: leadSettings,
      sql: `SELECT ${select}${[...counts, ...delays].join(', ')} FROM (${clocksSql(question)})
        WHERE (${inWindow('contact')}) OR (${inWindow('disposition')}) ${group}`,
    }),
    clickhouse.query<Row>({
      name: 'sla_decisions',
      params,
      settings: leadSettings,
      sql: `SELECT ${select}outcome, reason, count() AS leads, countIf(is_contacted) AS after_contact
        FROM (${decisionsSql(question)})
        GROUP BY ${[...question.groupBy.map((one) => `label_${one}`), 'outcome', 'reason'].join(', ')}`,
    }),
  ]);
  return merged(question, clocks, decided);
}

function merged(question: SlaQuestion, clocks: Row[], decided: Row[]): SlaRow[] {
  const rows = new Map<string, SlaRow>();
  const rowOf = (row: Row) => {
    const labels = Object.fromEntries(
      question.groupBy.map((dimension) => [dimension, String(row[`label_${dimension}`])]),
    );
    const key = JSON.stringify(labels);
    const known = rows.get(key) ?? { labels, ...figuresOf({}) };
    rows.set(key, known);
    return known;
  };
  if (question.groupBy.length === 0) rowOf({});
  for (const row of clocks) Object.assign(rowOf(row), { ...figuresOf(row) });
  for (const row of decided) addDecisions(rowOf(row), row, question);
  for (const { reasons } of rows.values())
    reasons.sort((a, b) => b.leads - a.leads || compare(a.outcome + a.reason, b.outcome + b.reason));
  const name = ({ labels }: SlaRow) => JSON.stringify(labels);
  const weight = ({ contact, decisions }: SlaRow) =>
    contact.clocks * 1e6 + decisions.accepted + decisions.rejected + decisions.disqualified;
  return [...rows.values()].sort((a, b) => weight(b) - weight(a) || compare(name(a), name(b)));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole);

function figuresOf(row: Row): SlaFigures {
  const clockOf = (name: (typeof clockNames)[number]): ClockFigures => {
    const states = Object.fromEntries(
      clockStates.map((state) => [state, Number(row[`${name}_${state}`] ?? 0)]),
    ) as Record<ClockState, number>;
    return {
      clocks: clockStates.reduce((sum, state) => sum + states[state], 0),
      ...states,
      metRate: rate(states.met, states.met + states.breached + states.never_worked),
    };
  };
  const delayOf = (name: string): DelayFigures => {
    const [median, p90] = [row[`${name}_0`] ?? null, row[`${name}_1`] ?? null];
    return {
      count: Number(row[`${name}_count`] ?? 0),
      medianMs: median === null ? null : Number(median),
      p90Ms: p90 === null ? null : Number(p90),
    };
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

function addDecisions(figures: SlaFigures, row: Row, { terms }: SlaQuestion): void {
  const { decisions, reasons } = figures;
  const outcome = row['outcome'] as 'accepted' | RejectionReason['outcome'];
  const leads = Number(row['leads']);
  decisions[outcome] += leads;
  decisions.acceptanceRate = rate(decisions.accepted, decisions.accepted + decisions.rejected);
  if (outcome === 'accepted') return;
  const reason = String(row['reason']);
  const agreed = terms.rejectionReasons;
  reasons.push({
    ...{ outcome, reason, leads, afterContact: Number(row['after_contact']) },
    isAgreed: agreed.length === 0 || agreed.includes(reason),
  });
}
