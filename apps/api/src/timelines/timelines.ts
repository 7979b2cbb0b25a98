import type { LogEvent } from '@touchstone/event-log';

/** Whose timeline: by public id (`per_…`, `acc_…`) or by the pseudonymous key of one of the identifiers. */
export type TimelineSubject = { id: string } | { key: string };

/** A place in a timeline. Order is (occurredAt, eventId), never arrival; the position makes it unique. */
export interface TimelinePlace {
  occurredAt: number;
  eventId: string;
  position: number;
}

export interface TimelinePage {
  /** Entries behind this place in the page's order; null for the first page. */
  after: TimelinePlace | null;
  order: 'asc' | 'desc';
  limit: number;
}

/** How an event came to be on this timeline. */
export interface TimelineLink {
  /** The pseudonymous key on the event that belongs to the person or account. */
  key: string;
  /** The event that joined this key to the others; null where the key needed none. */
  via: { position: number; eventId: string } | null;
}

export interface TimelineEntry {
  event: LogEvent;
  /** The person that the event is about, as known now; null where it names nobody. */
  personId: string | null;
  link: TimelineLink;
}

export interface Timeline {
  /** Public id of the person or account, after merges. */
  id: string;
  /** At most `limit` entries. */
  entries: TimelineEntry[];
}

/** Reads timelines of a workspace; null where the workspace knows nobody of that id or key. */
export interface TimelineReader {
  person(workspace: string, subject: TimelineSubject, page: TimelinePage): Promise<Timeline | null>;
  account(workspace: string, subject: TimelineSubject, page: TimelinePage): Promise<Timeline | null>;
}
