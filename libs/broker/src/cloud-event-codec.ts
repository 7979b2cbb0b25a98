import type { BrokerMessage } from './broker.js';

/** One event taken out of a message, still unchecked: its attributes and data are whatever the sender wrote. */
export type DecodedEvent = { ok: true; event: unknown } | { ok: false; reason: string };

type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string };

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The CloudEvents in a Kafka message: one for the structured and the binary mode, one or more for the batch mode (a
 * JSON array). Never throws; what cannot be read is one entry with a reason. Only the form is judged here: whether the
 * attributes and data are valid (and free of `\u0000` or lone surrogates) is for the contracts to say.
 */
export function decodeCloudEvents(message: Pick<BrokerMessage, 'value' | 'headers'>): DecodedEvent[] {
  const headers = lowerCased(message.headers);
  const contentType = mediaType(headers['content-type']);
  const isBinary = headers['ce_specversion'] !== undefined;
  if (isBinary && contentType !== STRUCTURED && contentType !== BATCH) {
    return [decodeBinary(message.value, headers, contentType)];
  }
  if (message.value === null) return [refused('the message has no value')];
  const parsed = parseJson(message.value);
  if (!parsed.ok) return [parsed];
  if (Array.isArray(parsed.value)) {
    if (parsed.value.length === 0) return [refused('the list is empty')];
    return parsed.value.map((element) => eventOrReason(element, contentType === BATCH));
  }
  if (contentType === BATCH) return [refused('a batch must be a JSON array')];
  return [eventOrReason(parsed.value, contentType === STRUCTURED)];
}

/** The event as a structured-mode message body with its header. Lone surrogates are escaped, so the bytes are valid UTF-8. */
export function encodeCloudEvent(event: object): { value: Buffer; headers: Record<string, string> } {
  return {
    value: Buffer.from(JSON.stringify(event)),
    headers: { 'content-type': `${STRUCTURED}; charset=UTF-8` },
  };
}

function decodeBinary(
  value: Buffer | null,
  headers: Record<string, string>,
  contentType: string,
): DecodedEvent {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce_'))
    .map(([name, text]): [string, unknown] => [name.slice('ce_'.length), text]);
  if (contentType !== '') attributes.push(['datacontenttype', headers['content-type']]);
  if (value !== null) {
    const data = isJson(contentType) ? parseJson(value) : parseText(value);
    if (!data.ok) return data;
    attributes.push(['data', data.value]);
  }
  return { ok: true, event: Object.fromEntries(attributes) };
}

function eventOrReason(candidate: unknown, isDeclared: boolean): DecodedEvent {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) {
    return refused('not a CloudEvent: not a JSON object');
  }
  if (!isDeclared && !Object.hasOwn(candidate, 'specversion')) {
    return refused('not a CloudEvent: no specversion, neither in the value nor as the header ce_specversion');
  }
  return { ok: true, event: candidate };
}

function parseText(value: Buffer): Parsed<string> {
  try {
    return { ok: true, value: utf8.decode(value) };
  } catch {
    return refused('the value is not valid UTF-8');
  }
}

function parseJson(value: Buffer): Parsed<unknown> {
  const text = parseText(value);
  if (!text.ok) return text;
  try {
    return { ok: true, value: JSON.parse(text.value) as unknown };
  } catch {
    return refused('the value is not valid JSON');
  }
}

/** CloudEvents says that data without a content type is JSON. */
function isJson(contentType: string): boolean {
  return contentType === '' || contentType.endsWith('/json') || contentType.endsWith('+json');
}

function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

function lowerCased(
  headers: Record<string, string>,
): Record<string, string | undefined> & Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function refused(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}
