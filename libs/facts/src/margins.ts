import type { EventData } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import type { Definitions } from '@touchstone/timeline';

/** Millionths of revenue that all of it is. */
export const wholeMargin = 1_000_000;

/** A gross margin, in force from its day until that of the next; the first before its day as well. */
export interface DatedMargin {
  /** YYYY-MM-DD, in the workspace's zone. */
  fromDay: string;
  /** Of revenue. */
  millionths: number;
}

/** Gross margins that a workspace published; of several statements the highest position is in force, for all of the past. */
export interface MarginsFact {
  workspace: string;
  position: number;
  /** Ascending by day; none: reports are on revenue. */
  margins: DatedMargin[];
}

/** The margins of a rule, ascending by day. */
export const datedMargins = ({ margins }: Definitions['margin']): DatedMargin[] =>
  margins
    .map(({ from, margin }) => ({ fromDay: from, millionths: Math.round(Number(margin) * wholeMargin) }))
    .sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1));

/** What a `rule.published.v1` of margins says, null for any other event. */
export function marginsOf(event: LogEvent): MarginsFact | null {
  if (event.type !== 'rule.published.v1') return null;
  const published = event.data as EventData<'rule.published.v1'>;
  if (published.rule !== 'margin') return null;
  const { workspace, position } = event;
  return { workspace, position, margins: datedMargins(published.definition) };
}

/** Columns of `margins` in the order of `toMarginsRow`. */
export const marginsColumns = ['workspace', 'position', 'from_day', 'millionths'] as const;

/** A version as a compact row for an insert. */
export const toMarginsRow = ({ workspace, position, margins }: MarginsFact): unknown[] => [
  ...[workspace, position],
  margins.map(({ fromDay }) => fromDay),
  margins.map(({ millionths }) => millionths),
];
