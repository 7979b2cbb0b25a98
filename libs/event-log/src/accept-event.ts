import { hash } from 'node:crypto';
import { EnvelopeSchema, type EventTypeName, eventTypes, isEventType, streamOf } from '@touchstone/contracts';
import { canonicalJson } from './canonical-json.js';
import type { NewEvent } from './event.js';
import type { PersonalData } from './personal-data.js';
import { plainly, problemsOf, type Refusal, type RefusalReason } from './refusal.js';

export interface Circumstances {
  /** Whose event it is, by the credential or the topic: never by the body. */
  workspace: string;
  /** When it reached our edge, epoch milliseconds. */
  receivedAt: number;
  personalData: PersonalData;
  /** Hash of the content, where our own door knows it better than the event shows: never from what a sender wrote. */
  contentHash?: string | undefined;
  /** True where Touchstone itself says so, not a sender: only then may the source be one of its own. */
  isOwn?: boolean;
}

/** Sources that Touchstone itself speaks as begin so. */
export const ownSources = 'touchstone:';

export type Accepted = { ok: true; event: NewEvent };
export type Refused = { ok: false; eventSource: string | null; eventId: string | null } & Refusal;

/** The largest event, as canonical JSON in bytes. */
export const maxEventBytes = 256 * 1024;

/** What every store behind the log can hold as a time to the millisecond. */
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2300, 0, 1) - 1;

const versionless = new Map(Object.keys(eventTypes).map((name) => [name.replace(/\.v\d+$/, ''), name]));

/**
 * Makes an event for the log of anything that claims to be a CloudEvent, or says why not. Pure, and never throws.
 * The content hash is over type, time and the data as sent, unless the circumstances have one.
 */
export function acceptEvent(
  raw: unknown,
  { workspace, receivedAt, personalData, contentHash, isOwn = false }: Circumstances,
): Accepted | Refused {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { ...notAnObject, eventSource: null, eventId: null };
  const claim = raw as Record<string, unknown>;
  const refuse = (reason: RefusalReason, detail: string): Refused => ({
    ok: false,
    reason,
    detail,
    eventSource: nameOf(claim['source']),
    eventId: nameOf(claim['id']),
  });

  const content = contentOf(claim);
  if (!content.ok) return refuse(content.reason, content.detail);

  const envelope = EnvelopeSchema.safeParse(claim, plainly);
  if (!envelope.success) return refuse('invalid_envelope', problemsOf(envelope.error));
  const { type, time, source, id, workspace: named } = envelope.data;
  if (named !== undefined && named !== workspace)
    return refuse(
      'foreign_workspace',
      'workspace: is not the workspace of this credential; leave the attribute out',
    );
  if (!isOwn && source.startsWith(ownSources))
    return refuse(
      'reserved_source',
      `source: ${ownSources}… is what Touchstone itself says; name your system`,
    );
  if (!isEventType(type)) return refuse('unknown_type', unknownType(type));
  const occurredAt = Date.parse(time);
  if (!(occurredAt >= earliest && occurredAt <= latest))
    return refuse('time_out_of_range', 'time: is outside 1900 to 2299; send the moment it happened');

  const data = eventTypes[type].schema.safeParse(envelope.data.data, plainly);
  if (!data.success) return refuse('invalid_data', problemsOf(data.error, 'data'));

  const sealed = personalData.seal(workspace, type, data.data);
  const personKey = sealed.links.people[0]?.keys[0];
  return {
    ok: true,
    event: {
      workspace,
      source,
      eventId: id,
      type,
      stream: bounded(streamOf(type, data.data, personKey, sealed.links.accounts)),
      occurredAt,
      receivedAt,
      data: sealed.data,
      links: sealed.links,
      contentHash: contentHash ?? hashOf(type, occurredAt, content.data),
    },
  };
}

const notAnObject = {
  ok: false,
  reason: 'not_an_object',
  detail: 'event: is not a JSON object; send a CloudEvent',
} as const;

/** One walk over the whole event: is it storable, how large is it, and the canonical text of its data. */
function contentOf(claim: Record<string, unknown>): { ok: true; data: string } | ({ ok: false } & Refusal) {
  let bytes = 0;
  let data = 'null';
  for (const name of Object.keys(claim)) {
    const written =
      name === '__proto__' ? canonicalJson(claim, 'event') : canonicalJson(claim[name] ?? null, name);
    if (!written.ok) return written;
    bytes += Buffer.byteLength(written.text) + name.length;
    if (name === 'data') data = written.text;
  }
  if (bytes <= maxEventBytes) return { ok: true, data };
  return {
    ok: false,
    reason: 'too_large',
    detail: `event: has ${bytes} bytes, at most ${maxEventBytes} are taken; send less data`,
  };
}

function unknownType(type: string): string {
  const base = type.replace(/\.v\d+$/, '');
  const known = versionless.get(base);
  if (known) return `type: this version of ${base} is not known; send ${known}`;
  const family = Object.keys(eventTypes).filter((name) => name.startsWith(`${base.split('.', 1)[0]}.`));
  return `type: is not known; send one of ${(family.length > 0 ? family : Object.keys(eventTypes)).join(', ')}`;
}

function hashOf(type: EventTypeName, occurredAt: number, data: string): string {
  return hash('sha256', `${type}\n${occurredAt}\n${data}`, 'hex');
}

/** Streams are index keys: a very long one is cut, and told from others by its hash. */
function bounded(stream: string): string {
  if (stream.length <= 700) return stream;
  return `${stream.slice(0, 200).toWellFormed()}#${hash('sha256', stream, 'hex')}`;
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 300) : null;
}
