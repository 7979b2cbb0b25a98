import type { LogEvent } from '@touchstone/event-log';
import type { LeadStatus } from './lead.js';

/** A status that a lead entered; an assignment that leaves its status as it is is an entry of `assigned`. */
export interface LeadEntry {
  status: LeadStatus;
  /** False for an assignment that leaves the lead's status as it is. */
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

/** What gives a lead to somebody; other events say whose it is, which is no assignment. */
const assigning: readonly string[] = ['lead.assigned.v1', 'lead.qualified.v1', 'lead.snapshot.v1'];
const ownerIn = ({ data }: LogEvent) => (typeof data['owner'] === 'string' ? data['owner'] : null);

/**
 * The history of a lead's statuses and assignments, in business order behind its creation. The owner that it was created
 * with is no assignment.
 */
export function entriesOf(steps: LeadStep[]): LeadEntry[] {
  const creation = steps.find(({ event }) => event.type === 'lead.created.v1');
  const ordered = creation ? [creation, ...steps.filter((step) => step !== creation)] : steps;
  let last: LeadStatus | null = null;
  let assigned: string | null = null;
  return ordered.flatMap((step, index) => {
    const { occurredAt: enteredAt, position, eventId, type } = step.event;
    const said = ownerIn(step.event);
    // what is said to have been before the creation is no part of it
    const { status, owner } = step === creation ? { status: 'new' as const, owner: said } : step.facts;
    const entry = { enteredAt, position, eventId, owner, reason: reasonIn(step.event) };
    const entries: LeadEntry[] = [];
    if (status !== last) entries.push({ status, isStatus: true, ...entry });
    const isAssigned = said !== null && said !== assigned && assigning.includes(type);
    if (index > 0 && isAssigned && entries[0]?.status !== 'assigned')
      entries.push({ status: 'assigned', isStatus: false, ...entry });
    last = status;
    if (index === 0 || isAssigned) assigned = said;
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
