import { DateTime } from 'luxon';
import { dayOf } from './day-of.js';

/** When something was closed. */
export interface CloseMoment {
  /** Epoch milliseconds. */
  closedAt: number;
  /** YYYY-MM-DD in the workspace's time zone: the day of the exchange rate. */
  closeDay: string;
}

/**
 * The moment of a close date: a bare day means its last millisecond in the time zone (an IANA name), so that touches of
 * that day are in; a full time is taken as it is; without a date, the moment of the event that closed.
 */
export function closeMomentOf(
  closedAt: string | undefined,
  occurredAt: number,
  timeZone: string,
): CloseMoment {
  if (closedAt === undefined) return { closedAt: occurredAt, closeDay: dayOf(occurredAt, timeZone) };
  const given = DateTime.fromISO(closedAt, { zone: timeZone });
  if (!given.isValid) return { closedAt: occurredAt, closeDay: dayOf(occurredAt, timeZone) };
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(closedAt) ? given.endOf('day') : given;
  return { closedAt: moment.toMillis(), closeDay: moment.toISODate() };
}
