import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BrokerMessage, decodeCloudEvents } from '@touchstone/broker';
import {
  acceptEvent,
  isWorkspaceName,
  type NewEvent,
  type PersonalData,
  type Quarantined,
  type Refusal,
} from '@touchstone/event-log';
import { contentHashIn } from './content-hash-header.js';

/** Workspace of quarantined messages that name none. */
export const nowhere = '(none)';

/** What became of some messages of a partition. */
export interface Judged {
  events: NewEvent[];
  quarantined: Quarantined[];
  /** The message that an event came in, and its place, `topic/partition/offset`, with `#n` inside a list. */
  sourceOf: (event: NewEvent) => { message: BrokerMessage; origin: string };
}

export interface Judging {
  personalData: PersonalData;
  /** Workspace of messages that name none; null: they are quarantined. */
  defaultWorkspace: string | null;
  now: number;
}

/** So many messages are judged at a stretch; then whatever else waits in the process has its turn. */
const stretchMessages = 500;

/** Decodes and accepts messages. Pure, and never throws. */
export async function judgeMessages(messages: readonly BrokerMessage[], judging: Judging): Promise<Judged> {
  const events: NewEvent[] = [];
  const quarantined: Quarantined[] = [];
  const sources = new Map<NewEvent, Source>();
  for (const [place, message] of messages.entries()) {
    if (place > 0 && place % stretchMessages === 0) await nextTurn();
    // the broker's clock, unless it is ahead of ours or unknown
    const receivedAt = message.publishedAtMs > 0 ? Math.min(message.publishedAtMs, judging.now) : judging.now;
    const decoded = decodeCloudEvents(message);
    const contentHash = decoded.length === 1 ? contentHashIn(message) : undefined; // the door publishes no lists
    const { personalData } = judging;
    decoded.forEach((one, nth) => {
      const source = { message, nth: decoded.length > 1 ? nth : null };
      const workspace = workspaceOf(message, one.ok ? one.event : null) ?? judging.defaultWorkspace;
      const result =
        workspace === null
          ? refused(noWorkspace)
          : one.ok
            ? acceptEvent(one.event, { workspace, receivedAt, personalData, contentHash })
            : refused({ reason: 'unreadable', detail: `message: ${one.reason}; send a CloudEvent in JSON` });
      if (result.ok) {
        events.push(result.event);
        sources.set(result.event, source);
        return;
      }
      const { reason, detail, eventSource, eventId } = result;
      const raw = message.value ?? Buffer.alloc(0);
      const origin = originOf(source);
      const where = { workspace: workspace ?? nowhere, door: 'kafka', origin, receivedAt };
      quarantined.push({ ...where, reason, detail, eventSource, eventId, raw, beside: besideOf(message) });
    });
  }
  const sourceOf = (event: NewEvent) => {
    const source = sources.get(event)!;
    return { message: source.message, origin: originOf(source) };
  };
  return { events, quarantined, sourceOf };
}

/** In binary mode the event is half in its headers: these are kept with the bytes. */
function besideOf({ headers }: BrokerMessage): string | null {
  const kept = Object.entries(headers).filter(([name]) => /^(ce_|content-type$)/i.test(name));
  return kept.length > 0 ? JSON.stringify({ headers: Object.fromEntries(kept) }) : null;
}

/** The message that an event came in, and its place in the list, where it came in one. */
interface Source {
  message: BrokerMessage;
  nth: number | null;
}

function originOf({ message: { topic, partition, offset }, nth }: Source): string {
  return `${topic}/${partition}/${offset}${nth === null ? '' : `#${nth}`}`;
}

const noWorkspace: Refusal = {
  reason: 'no_workspace',
  detail: 'workspace: is missing; send it as a header or as the extension attribute `workspace`',
};

const refused = (refusal: Refusal) => ({ ok: false as const, eventSource: null, eventId: null, ...refusal });

/** The header wins; an event that says otherwise is then refused as foreign. */
function workspaceOf({ headers }: BrokerMessage, event: unknown): string | null {
  const named =
    headers['workspace'] ??
    headers['ce_workspace'] ??
    (typeof event === 'object' && event !== null ? (event as { workspace?: unknown }).workspace : undefined);
  return typeof named === 'string' && isWorkspaceName(named) ? named : null;
}
