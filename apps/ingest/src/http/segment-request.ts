import { Fault } from '@touchstone/runtime';
import { fieldsOf, textOf } from '../segment/fields.js';
import { parseJson } from './body.js';
import { elementBytes } from './json-elements.js';

/** Segment calls as a request carries them, not judged yet. */
export interface SegmentRequest {
  calls: unknown[];
  /** The key, where the body has it. */
  writeKey: string | null;
  sentAt: unknown;
  /** What the batch says of the context of its calls. */
  context: unknown;
  /** The original bytes of one call. */
  bytesOf: (index: number) => Buffer;
}

/** Reads one call or a batch; which of them it is, the body says. */
export function callsOf(body: Buffer): SegmentRequest {
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Fault('invalid_request', 'The body is not a Segment call or batch: not a JSON object.');
  const fields = fieldsOf(value);
  const batch = fields['batch'];
  if (!Array.isArray(batch))
    return {
      calls: [value],
      writeKey: keyIn(value),
      sentAt: undefined,
      context: undefined,
      bytesOf: () => body,
    };
  let elements: Buffer[] | undefined;
  return {
    calls: batch as unknown[],
    writeKey: keyIn(value) ?? keyIn(batch[0]),
    sentAt: fields['sentAt'],
    context: fields['context'],
    bytesOf: (index) => (elements ??= elementBytes(body, 'batch'))[index]!,
  };
}

/** Id of a call that could not be read. */
export const messageIdOf = (call: unknown): string | null =>
  textOf(fieldsOf(call)['messageId'])?.slice(0, 300) ?? null;

const keyIn = (value: unknown): string | null => textOf(fieldsOf(value)['writeKey']) ?? null;

/** What a batch says of its context holds for each call that does not say otherwise. */
export function withBatchContext(call: unknown, context: unknown): unknown {
  if (context === undefined || typeof call !== 'object' || call === null || Array.isArray(call)) return call;
  return { ...call, context: { ...fieldsOf(context), ...fieldsOf((call as { context?: unknown }).context) } };
}
