import type { EventData } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import { creationAfter, type Creation } from './creation.js';
import { entriesOf, type LeadEntry, salesMomentsOf } from './lead-entries.js';
import { changesOf, foldStream, historyOf, type Change } from './stream-fold.js';

export type LeadStatus = EventData<'lead.snapshot.v1'>['status'];

interface LeadFacts {
  /** Epoch milliseconds: of `lead.created`, else the latest that a snapshot gives, else of the earliest event. */
  createdAt: number;
  status: LeadStatus;
  owner: string | null;
  /** Why the lead was rejected or given up, as last said. */
  reason: string | null;
  /** Keys of the person, strongest first, from the latest event that names one. */
  personKeys: string[];
  /** Account keys of the latest event that names any. */
  accountKeys: string[];
  /** Epoch milliseconds of the first qualification in the lead's current life; null without one. */
  qualifiedAt: number | null;
  /** The deal it became. */
  dealId: string | null;
  /** What senders say of it beside the rest, such as its industry: of each name the latest value. */
  attributes: Record<string, unknown>;
}

/** A lead as its events tell it. */
export interface LeadState extends LeadFacts {
  leadId: string;
  /** Position of the event that `createdAt` is from. */
  createdPosition: number;
  /** Id of that event. */
  createdEventId: string;
  /** Position of the event that `qualifiedAt` is from. */
  qualifiedPosition: number | null;
  statuses: { status: LeadStatus; enteredAt: number; position: number }[];
  /** Its statuses and its assignments, each for itself, in business order behind its creation. */
  entries: LeadEntry[];
  /** Epoch milliseconds, ascending: whenever somebody said that it was contacted. */
  contactedAt: number[];
  /** Events that changed something, in business order; an unchanged snapshot is not among them. */
  changes: Change[];
}

interface Folding extends LeadFacts {
  creation: Creation | null;
  qualifiedPosition: number | null;
}

const nothing: Folding = {
  createdAt: NaN,
  creation: null,
  status: 'new',
  owner: null,
  reason: null,
  personKeys: [],
  accountKeys: [],
  qualifiedAt: null,
  qualifiedPosition: null,
  dealId: null,
  attributes: {},
};

type LeadData = Partial<EventData<'lead.snapshot.v1'>> & { dealId?: string };

const statusByType: Partial<Record<LogEvent['type'], LeadStatus>> = {
  'lead.assigned.v1': 'assigned',
  'lead.contacted.v1': 'contacted',
  'lead.qualified.v1': 'qualified',
  'lead.accepted.v1': 'accepted',
  'lead.rejected.v1': 'rejected',
  'lead.disqualified.v1': 'disqualified',
  'lead.converted.v1': 'converted',
};

const isOver = (status: LeadStatus) => status === 'rejected' || status === 'disqualified';

/**
 * A lead that goes on after it was rejected or disqualified, or that a snapshot shows as new again, has a new life: it
 * is qualified anew or not at all. Being rejected does not undo a qualification.
 */
function startsNewLife(before: LeadStatus, after: LeadStatus): boolean {
  return before !== after && ((isOver(before) && !isOver(after)) || after === 'new');
}

function applyTo(facts: Folding, event: LogEvent): Folding {
  const data = event.data as LeadData;
  const creation = creationAfter(facts.creation, event);
  const said = event.type === 'lead.snapshot.v1' ? data.status : statusByType[event.type];
  const status = said ?? facts.status;
  const kept = startsNewLife(facts.status, status) ? nothing : facts;
  const qualifies = said === 'qualified' && kept.qualifiedAt === null;
  const person = event.links.people.find(({ keys }) => keys.length > 0);
  return {
    creation,
    createdAt: creation.createdAt,
    status,
    owner: data.owner ?? facts.owner,
    reason: data.reason ?? facts.reason,
    personKeys: person?.keys ?? facts.personKeys,
    accountKeys: event.links.accounts.length > 0 ? event.links.accounts : facts.accountKeys,
    qualifiedAt: qualifies ? event.occurredAt : kept.qualifiedAt,
    qualifiedPosition: qualifies ? event.position : kept.qualifiedPosition,
    dealId: data.dealId ?? facts.dealId,
    attributes: data.attributes ? { ...facts.attributes, ...data.attributes } : facts.attributes,
  };
}

/**
 * The lead that the events of ONE lead's stream tell; null without events. A pure function of the set of events: they
 * may come late, twice and in any order.
 */
export function foldLead(events: LogEvent[]): LeadState | null {
  const steps = foldStream(events, nothing, applyTo, ['creation', 'qualifiedPosition']);
  const last = steps.at(-1);
  if (!last?.facts.creation) return null;
  const { creation, ...facts } = last.facts;
  return {
    ...facts,
    leadId: (last.event.data as LeadData).leadId ?? '',
    createdPosition: creation.position,
    createdEventId: steps.find(({ event }) => event.position === creation.position)!.event.eventId,
    statuses: historyOf(steps, 'status').map(({ value, ...entry }) => ({ status: value, ...entry })),
    entries: entriesOf(steps),
    contactedAt: salesMomentsOf(steps),
    changes: changesOf(steps),
  };
}
