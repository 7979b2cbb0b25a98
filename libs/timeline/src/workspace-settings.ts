import type { WorkspaceSettings } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import { defaultDefinitions, definitionsOf } from './definitions.js';

/** In force until a workspace publishes its own. */
export const defaultSettings: WorkspaceSettings = defaultDefinitions.workspace;

/** The stream that a workspace's settings are published in. */
export const settingsStream = 'rule:workspace';

/** Settings as of the events given. */
export function settingsOf(
  events: LogEvent[],
  before: WorkspaceSettings = defaultSettings,
): WorkspaceSettings {
  return definitionsOf(events, { ...defaultDefinitions, workspace: before }).workspace;
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
