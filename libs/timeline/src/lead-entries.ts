import type { LogEvent } from '@touchstone/event-log';
import type { LeadStatus } from './lead.js';

/** A status that a lead entered; a change of owner is an entry of `assigned`. */
export interface LeadEntry {
  status: LeadStatus;
  /** False for a change of owner that leaves the lead's status as it is. */
  isStatus: boolean;
  /** Epoch milliseconds. */
  enteredAt: number;
  position: number;
  eventId: string;
  /** From that moment on; null: none. */
  owner: string | null;
  /** What the event gives as the reason; null: none. */
  reason: string | null;
}

/** An event of the lead's stream with the facts after it, and the names of those that it changed. */
interface LeadStep {
  event: LogEvent;
  facts: { status: LeadStatus; owner: string | null };
  what: readonly string[];
}

const reasonIn = ({ data }: LogEvent) => (typeof data['reason'] === 'string' ? data['reason'] : null);

/** The history of a lead's statuses and owners. The owner that it was created with is no change of owner. */
export function entriesOf(steps: LeadStep[]): LeadEntry[] {
  return steps.flatMap(({ event, facts: { status, owner }, what }, index) => {
    const { occurredAt: enteredAt, position, eventId } = event;
    const entry = { enteredAt, position, eventId, owner, reason: reasonIn(event) };
    const entries: LeadEntry[] = [];
    if (index === 0 || what.includes('status')) entries.push({ status, isStatus: true, ...entry });
    if (index > 0 && what.includes('owner') && entries[0]?.status !== 'assigned')
      entries.push({ status: 'assigned', isStatus: false, ...entry });
    return entries;
  });
}

/** When events said that sales contacted the lead: each `lead.contacted`, and a snapshot that shows it first. */
export function salesMomentsOf(steps: LeadStep[]): number[] {
  return steps
    .filter(
      ({ event, facts, what }, index) =>
        event.type === 'lead.contacted.v1' ||
        (facts.status === 'contacted' && (index === 0 || what.includes('status'))),
    )
    .map(({ event }) => event.occurredAt);
}
