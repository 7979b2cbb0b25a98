import type { EventData, WorkspaceSettings } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import { defaultDefinitions, interactionOf } from '@touchstone/timeline';
import { channelOf, signsOf } from './channel.js';
import { toInstant } from './instants.js';
import { hostOf } from './sites.js';
import type { TouchFact } from './touch.js';

/**
 * The touch of a `touchpoint.recorded.v1`, null for any other event. A touch whose person has no key that may link is a
 * fact as well, with an empty person key.
 */
export function touchOf(event: LogEvent, settings: WorkspaceSettings): TouchFact | null {
  if (event.type !== 'touchpoint.recorded.v1') return null;
  const data = event.data as EventData<'touchpoint.recorded.v1'>;
  const definitions = { ...defaultDefinitions, workspace: settings };
  const { side, view } = interactionOf(data.interaction, definitions);
  const keys = event.links.people[0]?.keys ?? [];
  const decided = channelOf(signsOf(data), definitions);
  return {
    workspace: event.workspace,
    personKey: keys[0] ?? '',
    visitorKey: keys.find((key) => key.startsWith('anonymous:')) ?? keys[0] ?? '',
    occurredAt: toInstant(event.occurredAt),
    eventId: event.eventId,
    position: event.position,
    eventSource: event.source,
    interaction: data.interaction,
    side,
    isView: view,
    channel: decided.channel,
    channelRule: decided.rule,
    source: data.source ?? '',
    medium: data.medium ?? '',
    campaign: data.campaign ?? '',
    content: data.content ?? '',
    term: data.term ?? '',
    referrerHost: hostOf(data.referrer),
    landingPath: data.page?.path ?? pathOf(data.page?.url),
    contentId: data.contentId ?? '',
    accountKeys: event.links.accounts,
  };
}

/** Path of a URL without its query, which may hold anything; empty where there is none. */
const pathOf = (url: string | undefined) => (url && URL.canParse(url) ? new URL(url).pathname : '');
