/** A place in business time. Events are folded in this order, never in the order in which they arrived. */
export interface Moment {
  /** Epoch milliseconds. */
  occurredAt: number;
  eventId: string;
}

/** Order of two texts by code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Business order: (occurredAt, eventId). */
export function compareMoments(a: Moment, b: Moment): number {
  return a.occurredAt - b.occurredAt || compareText(a.eventId, b.eventId);
}
