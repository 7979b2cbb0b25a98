import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from './body.js';
import { elementBytes } from './json-elements.js';

/** CloudEvents as a request carries them, not judged yet. */
export interface CloudEventRequest {
  /** One event that is not in a list: its refusal is the answer to the request. */
  single: boolean;
  events: unknown[];
  /** The original bytes of one of them. */
  bytesOf: (index: number) => Buffer;
  /** Headers that the body means nothing without. */
  headers: IncomingHttpHeaders | null;
}

/** Reads structured, batch (a JSON array) and binary mode (`ce-*` headers). JSON is known by its content. */
export function cloudEventsOf(headers: IncomingHttpHeaders, body: Buffer): CloudEventRequest {
  const isBinary =
    headers['ce-specversion'] !== undefined &&
    !headers['content-type']?.trim().toLowerCase().startsWith('application/cloudevents');
  const value = isBinary && body.length === 0 ? undefined : parseJson(body);
  if (isBinary) return one({ ...attributesOf(headers), data: value }, body, eventHeadersOf(headers));
  if (!Array.isArray(value)) return one(value, body, null);
  let elements: Buffer[] | undefined;
  return {
    single: false,
    headers: null,
    events: value as unknown[],
    bytesOf: (index) => (elements ??= elementBytes(body))[index]!,
  };
}

const one = (event: unknown, body: Buffer, headers: IncomingHttpHeaders | null): CloudEventRequest => ({
  single: true,
  headers,
  events: [event],
  bytesOf: () => body,
});

const eventHeadersOf = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('ce-') || name === 'content-type'),
  );

function attributesOf(headers: IncomingHttpHeaders): Record<string, unknown> {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]): [string, unknown] => [name.slice('ce-'.length), decoded(String(value))]);
  return { datacontenttype: headers['content-type'], ...Object.fromEntries(attributes) };
}

/** The HTTP binding percent-encodes what a header cannot hold. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
