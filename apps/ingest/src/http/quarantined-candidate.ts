import type { IncomingHttpHeaders } from 'node:http';
import { decodeCloudEvents } from '@touchstone/broker';
import type { QuarantinedMessage, Refusal } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import { fieldsOf } from '../segment/fields.js';
import { parseJson } from './body.js';
import { cloudEventsOf } from './cloud-event-request.js';
import type { Candidate } from './judge.js';
import { segmentCandidate, settingIn } from './segment-candidate.js';

/** The message as its door read it the first time. Never throws. */
export function originalCandidate(message: QuarantinedMessage): Candidate {
  const kept = fieldsOf(message.beside === null ? {} : JSON.parse(message.beside));
  try {
    if (message.door === 'kafka') return fromKafka(message, fieldsOf(kept['headers']));
    if (message.door === 'segment') {
      const setting = settingIn(kept);
      return setting
        ? segmentCandidate(parseJson(message.raw), setting, message.receivedAt)
        : refused(message, 'what its batch said of it was too large to be kept');
    }
    if (message.door === 'import')
      return refused(message, 'is a row of an imported file, which means nothing alone');
    const headers = fieldsOf(kept['headers']) as IncomingHttpHeaders;
    return { id: null, events: cloudEventsOf(headers, message.raw).events };
  } catch (thrown) {
    return refused(message, thrown instanceof Fault ? thrown.publicText : 'cannot be read');
  }
}

/**
 * A correction of the message, as a request carries it: a CloudEvent, or a Segment call where the message was one.
 * @throws Fault `invalid_request` where it is unreadable, or not one event.
 */
export function correctedCandidate(
  message: QuarantinedMessage,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Candidate {
  const { single, events } = cloudEventsOf(headers, body);
  if (!single)
    throw new Fault('invalid_request', 'The body is a list; send the one event that replaces the message.');
  if (message.door !== 'segment' || Object.hasOwn(fieldsOf(events[0]), 'specversion'))
    return { id: null, events };
  const setting = settingIn(fieldsOf(message.beside === null ? {} : JSON.parse(message.beside)));
  return segmentCandidate(events[0], setting ?? {}, message.receivedAt);
}

/** A list is kept whole with each of its elements that was refused; the origin says which one it is. */
function fromKafka(message: QuarantinedMessage, headers: Record<string, unknown>): Candidate {
  const nth = Number(message.origin?.split('#')[1] ?? 0);
  const one = decodeCloudEvents({ value: message.raw, headers: headers as Record<string, string> })[nth];
  if (one?.ok) return { id: null, events: [one.event] };
  return refused(message, one?.reason ?? 'the list has no such element');
}

function refused({ eventId, eventSource }: QuarantinedMessage, why: string): Candidate & Refusal {
  const detail = `message: ${why}; send the whole event, corrected, as the body`;
  return { id: eventId, source: eventSource, reason: 'unreadable', detail };
}
