import type { NewEvent, Outcome, Quarantined } from '@touchstone/event-log';

/** An event that was accepted, as the log takes it and as it was sent. */
export interface AcceptedEvent {
  event: NewEvent;
  cloudEvent: object;
}

export interface Delivery {
  accepted: AcceptedEvent[];
  quarantined: Quarantined[];
  /** The original bytes of an accepted event, for the case that it turns out to be a conflict. */
  rawOf: (event: NewEvent) => Buffer;
}

/** What became of an accepted event; `unstorable`: the store refuses its content, so it is in quarantine. */
export type StoredStatus = Outcome['status'] | 'unstorable';

/** Where the HTTP door puts what it accepted. */
export interface Sink {
  /**
   * Resolves once everything is durable, with what became of each event.
   * @throws Fault `unavailable` where it cannot be stored now; the sender tries again, and nothing counts twice.
   */
  store(delivery: Delivery): Promise<StoredStatus[]>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}
