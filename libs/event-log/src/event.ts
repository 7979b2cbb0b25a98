import type { EventTypeName } from '@touchstone/contracts';

/** A person an event names, by pseudonymous keys, strongest first: user:…, crm:…, email:…, phone:…, anonymous:…. */
export interface PersonLink {
  keys: string[];
  /** Registrable domain of the e-mail, null without one and for free mail. */
  emailDomain: string | null;
  role: 'subject' | 'contact' | 'primary';
}

/** Whom an event names; the only thing identity is built from. */
export interface Links {
  people: PersonLink[];
  /** Account keys, `crm:<system>:account:<id>` and `domain:<registrable domain>`. */
  accounts: string[];
}

/** An accepted event on its way into the log. All times are epoch milliseconds. */
export interface NewEvent {
  workspace: string;
  source: string;
  eventId: string;
  type: EventTypeName;
  stream: string;
  occurredAt: number;
  receivedAt: number;
  /** The event's data with personal fields sealed (see personal-data.ts). */
  data: Record<string, unknown>;
  links: Links;
  /** Hex SHA-256 of the content; tells a duplicate from a conflict. */
  contentHash: string;
}

/** An event as the log keeps it. */
export interface LogEvent extends Omit<NewEvent, 'contentHash'> {
  /** Place in the workspace's log, 1..n without holes. */
  position: number;
  /** Last position of the append that wrote it: projections advance by whole commits. */
  commit: number;
  recordedAt: number;
}
