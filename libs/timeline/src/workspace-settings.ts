import type { EventData, WorkspaceSettings } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';

/** In force until a workspace publishes its own. */
export const defaultSettings: WorkspaceSettings = {
  currency: 'EUR',
  timeZone: 'UTC',
  ownDomains: [],
  excludedReferrers: [],
  extraChannels: [],
};

/** The stream that a workspace's settings are published in. */
export const settingsStream = 'rule:workspace';

/** Settings as of the events given: those of the last `rule.published.v1`, in the order of the log. */
export function settingsOf(
  events: LogEvent[],
  before: WorkspaceSettings = defaultSettings,
): WorkspaceSettings {
  const published = events.filter((event) => event.type === 'rule.published.v1').at(-1);
  return published ? (published.data as EventData<'rule.published.v1'>).definition : before;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Calendar day of a moment in a time zone (an IANA name), YYYY-MM-DD. */
export function dayOf(moment: number, timeZone: string): string {
  let format = dayFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone }); // Swedes write dates as ISO does
    dayFormats.set(timeZone, format);
  }
  return format.format(moment);
}
