import type { EventData } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import type { Definitions } from '@touchstone/timeline';
import { signsOf } from './channel.js';
import { classify } from './classification.js';
import { toInstant } from './instants.js';
import type { TouchFact } from './touch.js';

/**
 * The touch of a `touchpoint.recorded.v1`, null for any other event. A touch whose person has no key that may link is a
 * fact as well, with an empty person key.
 */
export function touchOf(event: LogEvent, definitions: Definitions): TouchFact | null {
  if (event.type !== 'touchpoint.recorded.v1') return null;
  const data = event.data as EventData<'touchpoint.recorded.v1'>;
  const signs = signsOf(data);
  const keys = event.links.people[0]?.keys ?? [];
  return {
    workspace: event.workspace,
    personKey: keys[0] ?? '',
    visitorKey: keys.find((key) => key.startsWith('anonymous:')) ?? keys[0] ?? '',
    occurredAt: toInstant(event.occurredAt),
    eventId: event.eventId,
    position: event.position,
    eventSource: event.source,
    ...signs,
    ...classify(signs, definitions),
    content: data.content ?? '',
    term: data.term ?? '',
    landingPath: data.page?.path ?? pathOf(data.page?.url),
    contentId: data.contentId ?? '',
    accountKeys: event.links.accounts,
  };
}

/** Path of a URL without its query, which may hold anything; empty where there is none. */
const pathOf = (url: string | undefined) => (url && URL.canParse(url) ? new URL(url).pathname : '');
