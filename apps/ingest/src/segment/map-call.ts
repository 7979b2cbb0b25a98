import type { CloudEvent, EventTypeName } from '@touchstone/contracts';
import type { Refusal } from '@touchstone/event-log';
import { type Call, type CallType, readCall } from './call.js';
import { occurredAtOf } from './clock.js';
import { present, textOf } from './fields.js';
import { interactionNamed } from './interaction-names.js';
import { touchOf } from './touch.js';
import { accountOf, groupAccountOf, identifierCount, personOf } from './who.js';

/** Source of every event that came as a Segment call, so that a retry by another key or path is still a duplicate. */
export const segmentSource = 'segment';

export interface Delivery {
  /** When it reached our edge, epoch milliseconds. */
  receivedAt: number;
  /** The batch's `sentAt`; a call's own wins. */
  sentAt?: unknown;
  /** The type that the path names. */
  pathType?: CallType | undefined;
}

/**
 * The events of a call; none where it says nothing about touches, people or accounts. Their content hash is that of the
 * call as it was made: a retry has another `sentAt`, and so another computed time.
 */
export type MappedCall =
  { ok: true; messageId: string; contentHash: string; events: CloudEvent[] } | ({ ok: false } & Refusal);

/** Part of an event that a call makes. */
type Statement = [type: EventTypeName, data: Record<string, unknown>];

/** Maps one Segment call to events, as docs/segment-mapping.md says. Pure, and never throws. */
export function mapCall(raw: unknown, { receivedAt, sentAt, pathType }: Delivery): MappedCall {
  const read = readCall(raw, pathType);
  if (!read.ok) return read;
  const { call } = read;
  const flaw = call.type === 'alias' ? aliasFlaw(call) : null;
  if (flaw !== null) return { ok: false, reason: 'invalid_call', detail: flaw };
  const { originalTimestamp, timestamp, sentAt: ownSentAt } = call.raw;
  const occurredAt = occurredAtOf({ originalTimestamp, timestamp, sentAt: ownSentAt ?? sentAt }, receivedAt);
  const events = statementsOf(call).map(([type, data], nth): CloudEvent => ({
    specversion: '1.0',
    id: nth === 0 ? call.messageId : `${call.messageId}:${nth + 1}`,
    source: segmentSource,
    type,
    time: isoOf(occurredAt),
    data,
  }));
  return { ok: true, messageId: call.messageId, contentHash: call.contentHash, events };
}

function statementsOf(call: Call): Statement[] {
  switch (call.type) {
    case 'identify':
      return [['identity.linked.v1', identityOf(call)]];
    case 'page':
    case 'screen':
      return [['touchpoint.recorded.v1', touchOf(call, 'page_view')]];
    case 'track':
      return trackOf(call);
    case 'group':
      return groupOf(call);
    case 'alias':
      return [['identity.linked.v1', aliasOf(call)]];
  }
}

const identityOf = (call: Call) => ({
  person: personOf(call) ?? {},
  ...present({ account: accountOf(call) }),
});

/** An event that is no touch still says which identifiers are one person. */
function trackOf(call: Call): Statement[] {
  const interaction = call.properties['interaction'] ?? interactionNamed(textOf(call.raw['event']));
  if (interaction !== undefined) return [['touchpoint.recorded.v1', touchOf(call, interaction)]];
  return identifierCount(personOf(call)) >= 2 ? [['identity.linked.v1', identityOf(call)]] : [];
}

function groupOf(call: Call): Statement[] {
  const account = groupAccountOf(call) ?? {};
  const { industry, employees, plan } = call.traits;
  const attributes = present({
    industry: textOf(industry),
    employees: textOf(employees),
    plan: textOf(plan),
  });
  const statements: Statement[] = [['account.updated.v1', { account, ...present({ attributes }) }]];
  // the traits of a group call are the account's, so only the call's own ids name the person
  const person = present({ anonymousId: call.anonymousId, userId: call.userId });
  if (person) statements.push(['identity.linked.v1', { person, account }]);
  return statements;
}

/** Ids that the clients make for visitors. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What keeps an alias from saying that two ids are one person; null: nothing. */
function aliasFlaw({ raw, userId, anonymousId }: Call): string | null {
  const previousId = textOf(raw['previousId']);
  if (previousId === undefined)
    return 'previousId: is missing; send the id that the person had before, and the one they have now as userId';
  if ([userId, anonymousId].some((id) => id !== undefined && id !== previousId)) return null;
  return 'userId: is missing, or the same as previousId; send the id that the person has now';
}

/** The previous id is a visitor's where it looks like one, else a user id. */
function aliasOf({ raw, userId, anonymousId }: Call): Record<string, unknown> {
  const previousId = textOf(raw['previousId']);
  const isVisitor = previousId !== undefined && (previousId === anonymousId || uuid.test(previousId));
  if (isVisitor && (anonymousId ?? previousId) === previousId)
    return { person: present({ userId, anonymousId: previousId }) };
  return {
    person: present({ userId, anonymousId }),
    also: isVisitor ? { anonymousId: previousId } : { userId: previousId },
  };
}

/** Times beyond what a Date holds are refused like any other that is out of range. */
function isoOf(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '9999-12-31T23:59:59.999Z' : date.toISOString();
}
