import type { LogEvent } from '@touchstone/event-log';
import { compareMoments, compareText, type Moment } from './order.js';

/** A segment that an event gave an account. */
export interface SegmentNaming extends Moment {
  position: number;
  segment: string;
}

/** The segment that an event gives the account it names; null where it gives none. */
export function segmentIn({ data, occurredAt, eventId, position }: LogEvent): SegmentNaming | null {
  const { account } = data as { account?: { segment?: string } };
  const segment = account?.segment?.trim();
  return segment ? { segment, occurredAt, eventId, position } : null;
}

/** The later of two namings in business order; the content, then the place in the log, decides a tie. */
export function laterSegment(a: SegmentNaming | null, b: SegmentNaming | null): SegmentNaming | null {
  if (!a || !b) return a ?? b;
  const order = compareMoments(a, b) || compareText(a.segment, b.segment) || a.position - b.position;
  return order >= 0 ? a : b;
}
