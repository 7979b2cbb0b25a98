import { canonicalJson, type LogEvent } from '@touchstone/event-log';
import { digestOf } from '../files/rows-at-door.js';
import type { SpendData } from './spend-row.js';

/** Source of the events that imports make. */
export const importSource = 'import/spend';

/** The id says what is stated after which statement: said again it is a duplicate, and going back to an older figure is news. */
export function eventOf(data: SpendData, before: Pick<LogEvent, 'source' | 'eventId'> | undefined): object {
  return {
    specversion: '1.0',
    id: digestOf(canonical([data, before ? [before.source, before.eventId] : null])).slice(0, 40),
    source: importSource,
    type: 'spend.recorded.v1',
    time: `${data.day}T00:00:00.000Z`,
    data,
  };
}

/** Texts that cannot be stored are refused at the door; until then they are told apart all the same. */
const canonical = (value: unknown): string => {
  const written = canonicalJson(value, 'data');
  return written.ok ? written.text : JSON.stringify(value);
};

/** Whether a statement that was recorded is the one a file makes. */
export const saysTheSame = ({ data }: LogEvent, said: SpendData) => canonical(data) === canonical(said);
