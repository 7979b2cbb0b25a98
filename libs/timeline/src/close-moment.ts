import { DateTime } from 'luxon';

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
  const zone = { zone: timeZone };
  const given = DateTime.fromISO(closedAt ?? '', zone);
  if (!given.isValid) {
    const day = DateTime.fromMillis(occurredAt, zone).toISODate() ?? '';
    return { closedAt: occurredAt, closeDay: day };
  }
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(closedAt ?? '') ? given.endOf('day') : given;
  return { closedAt: moment.toMillis(), closeDay: moment.toISODate() };
}
