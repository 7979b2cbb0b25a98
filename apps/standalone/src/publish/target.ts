import type { Line } from './lines.js';

/** A line that did not become an event. */
export interface Rejection {
  line: number;
  reason: string;
  detail: string;
}

/** What became of a batch: every line is counted once. */
export interface Outcome {
  accepted: number;
  duplicates: number;
  rejected: Rejection[];
}

/** A line that holds a JSON object, ready to be sent. */
export interface EventLine extends Line {
  event: Record<string, unknown>;
}

/** Where events are published to. */
export interface Target {
  /** Sends a batch, trying again where that makes sense. @throws Fault where it does not, or not any more. */
  send(batch: EventLine[], signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}
