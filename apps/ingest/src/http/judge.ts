import { acceptEvent, type PersonalData, type Refusal, type Refused } from '@touchstone/event-log';
import type { AcceptedEvent } from '../sink.js';

/** What a sender counts as one: a CloudEvent, or a Segment call with the events that it makes; or why it is neither. */
export type Candidate =
  | { id: string | null; contentHash?: string; events: unknown[] }
  | ({ id: string | null; source: string | null } & Refusal);

export interface Circumstances {
  workspace: string;
  receivedAt: number;
  personalData: PersonalData;
}

/** A candidate is taken with all of its events, or not at all. Pure, and never throws. */
export function judge(
  candidate: Candidate,
  circumstances: Circumstances,
): { ok: true; events: AcceptedEvent[] } | Refused {
  if ('reason' in candidate)
    return { ...candidate, ok: false, eventSource: candidate.source, eventId: candidate.id };
  const { contentHash } = candidate;
  const events: AcceptedEvent[] = [];
  for (const raw of candidate.events) {
    const result = acceptEvent(raw, { ...circumstances, contentHash });
    if (!result.ok) return result;
    events.push({ event: result.event, cloudEvent: raw as object });
  }
  return { ok: true, events };
}
