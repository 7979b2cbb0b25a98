import { isDeepStrictEqual } from 'node:util';
import type { LogEvent } from '@touchstone/event-log';
import { compareMoments, compareText } from './order.js';

/** What an event changed: names of the state's fields. Empty for a snapshot that says nothing new. */
export interface Change {
  position: number;
  what: string[];
}

/** One event of a stream with the facts after it. */
export interface Step<Facts> {
  event: LogEvent;
  facts: Facts;
  what: (keyof Facts & string)[];
}

/** The events of a stream once each, in business order; the source decides where two agree in time and id. */
function inBusinessOrder(events: LogEvent[]): LogEvent[] {
  const distinct = new Map(events.map((event) => [event.position, event]));
  return [...distinct.values()].sort((a, b) => compareMoments(a, b) || compareText(a.source, b.source));
}

/**
 * Folds the events of ONE stream, however they arrived, and tells of each which facts it changed. Facts named in
 * `silent` are bookkeeping: they change without counting as a change.
 */
export function foldStream<Facts extends object>(
  events: LogEvent[],
  initial: Facts,
  apply: (facts: Facts, event: LogEvent) => Facts,
  silent: (keyof Facts)[] = [],
): Step<Facts>[] {
  const names = (Object.keys(initial) as (keyof Facts & string)[]).filter((name) => !silent.includes(name));
  let before = initial;
  return inBusinessOrder(events).map((event) => {
    const facts = apply(before, event);
    const what = names.filter((name) => !isDeepStrictEqual(before[name], facts[name]));
    before = facts;
    return { event, facts, what };
  });
}

/** The events that changed something, with what they changed. */
export function changesOf<Facts>(steps: Step<Facts>[]): Change[] {
  return steps
    .filter(({ what }) => what.length > 0)
    .map(({ event, what }) => ({ position: event.position, what }));
}

/** When a fact took which value, and by which event. */
export interface Entry<Value> {
  value: Value;
  /** Epoch milliseconds. */
  enteredAt: number;
  position: number;
}

/** The values a fact went through, from the first event on, each entry for itself; null is no value. */
export function historyOf<Facts, Name extends keyof Facts & string>(
  steps: Step<Facts>[],
  name: Name,
): Entry<NonNullable<Facts[Name]>>[] {
  return steps.flatMap(({ event, facts, what }, index) => {
    const value = facts[name];
    if (value === null || value === undefined || (index > 0 && !what.includes(name))) return [];
    return [{ value, enteredAt: event.occurredAt, position: event.position }];
  });
}
