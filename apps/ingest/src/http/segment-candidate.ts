import { type CallType, callTypes } from '../segment/call.js';
import { textOf } from '../segment/fields.js';
import { mapCall, segmentSource } from '../segment/map-call.js';
import type { Candidate } from './judge.js';
import { messageIdOf, withBatchContext } from './segment-request.js';

/** What holds for a call and is not in its own bytes. */
export interface CallSetting {
  /** The type that the path names. */
  type?: CallType | undefined;
  /** Of its batch. */
  sentAt?: unknown;
  context?: unknown;
}

/** A Segment call for the judge. `receivedAt` is when it reached us first, as its own clock is told from that. */
export function segmentCandidate(
  call: unknown,
  { type, sentAt, context }: CallSetting,
  receivedAt: number,
): Candidate {
  const mapped = mapCall(withBatchContext(call, context), { receivedAt, sentAt, pathType: type });
  return mapped.ok
    ? { id: mapped.messageId, contentHash: mapped.contentHash, events: mapped.events }
    : { id: messageIdOf(call), source: segmentSource, reason: mapped.reason, detail: mapped.detail };
}

const keptBytes = 4 * 1024 * 1024; // of one request: what the quarantine keeps is bounded by what was sent

/** The setting as the quarantine keeps it beside each of `calls` calls; null where it says nothing. */
export function keptSetting(setting: CallSetting, calls: number): string | null {
  const text = JSON.stringify(setting);
  if (text === '{}') return null;
  return text.length * calls <= keptBytes ? text : JSON.stringify({ tooLarge: true });
}

/** Reads it again. @returns null where it was too large to be kept. */
export function settingIn(kept: Record<string, unknown>): CallSetting | null {
  if (kept['tooLarge'] === true) return null;
  const type = callTypes.find((known) => known === textOf(kept['type']));
  return { type, sentAt: kept['sentAt'], context: kept['context'] };
}
