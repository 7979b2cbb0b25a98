import { createHash } from 'node:crypto';
import { canonicalJson, maxEventBytes, type Refusal } from '@touchstone/event-log';
import { type Fields, fieldsOf, textOf } from './fields.js';

export const callTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type CallType = (typeof callTypes)[number];

/** A Segment call, read but not yet understood. */
export interface Call {
  type: CallType;
  messageId: string;
  userId: string | undefined;
  anonymousId: string | undefined;
  /** Everything as it was sent. */
  raw: Fields;
  context: Fields;
  /** Traits of the call over those of its context. */
  traits: Fields;
  properties: Fields;
  /** Hex SHA-256 of what the sender said, without what changes from try to try. */
  contentHash: string;
}

/** Set anew by clients each time they try to send, or by the way the call came in. */
const volatile = new Set(['sentAt', 'receivedAt', 'writeKey', '_metadata']);

/**
 * Reads one call of the Segment HTTP API.
 * @param pathType the type that the path names, such as `track`; else the call names it.
 */
export function readCall(
  raw: unknown,
  pathType: CallType | undefined,
): { ok: true; call: Call } | ({ ok: false } & Refusal) {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { ok: false, reason: 'not_an_object', detail: 'call: is not a JSON object; send a Segment call' };
  const fields = raw as Fields;
  const type = pathType ?? callTypes.find((known) => known === fields['type']);
  if (!type)
    return {
      ok: false,
      reason: 'invalid_call',
      detail: `type: is missing or not known; send one of ${callTypes.join(', ')}`,
    };
  const said = Object.fromEntries(Object.entries(fields).filter(([name]) => !volatile.has(name)));
  const content = canonicalJson(Object.hasOwn(fields, '__proto__') ? fields : { ...said, type }, 'call');
  if (!content.ok) return content;
  const bytes = Buffer.byteLength(content.text);
  if (bytes > maxEventBytes)
    return {
      ok: false,
      reason: 'too_large',
      detail: `call: has ${bytes} bytes, at most ${maxEventBytes} are taken; send less data`,
    };
  const contentHash = createHash('sha256').update(content.text).digest('hex');
  const context = fieldsOf(fields['context']);
  return {
    ok: true,
    call: {
      type,
      // without a messageId the content is the identity, so that a retry is still a duplicate
      messageId: textOf(fields['messageId']) ?? `content:${contentHash.slice(0, 32)}`,
      userId: textOf(fields['userId']),
      anonymousId: textOf(fields['anonymousId']),
      raw: fields,
      context,
      traits: { ...fieldsOf(context['traits']), ...fieldsOf(fields['traits']) },
      properties: fieldsOf(fields['properties']),
      contentHash,
    },
  };
}
