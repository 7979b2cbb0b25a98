import { type EventData, type RuleDefinition, type RuleName, ruleNames } from '@touchstone/contracts';
import type { LogEvent, LogReader } from '@touchstone/event-log';
import { defaultDefinitions, ruleStream, ruleStreams } from '@touchstone/timeline';
import { iso } from '../moments.js';

/** A rule as it was published, or the default where it never was (version 0). */
export interface DefinitionVersion {
  rule: RuleName;
  /** 1 for the first that was published, then 2, 3 and so on. */
  version: number;
  position: number | null;
  eventId: string | null;
  source: string | null;
  publishedAt: string | null;
  definition: RuleDefinition<RuleName>;
}

/** The versions of a rule up to a position, oldest first. */
export async function versionsOf(
  log: LogReader,
  workspace: string,
  rule: RuleName,
  position = Number.MAX_SAFE_INTEGER,
): Promise<DefinitionVersion[]> {
  return numbered(rule, await log.streams(workspace, [ruleStream(rule)], position));
}

/** The version in force of every rule as of a position, in the order of the rules. */
export async function versionsInForce(
  log: LogReader,
  workspace: string,
  position = Number.MAX_SAFE_INTEGER,
): Promise<DefinitionVersion[]> {
  const events = await log.streams(workspace, [...ruleStreams], position);
  return ruleNames.map((rule) => {
    const published = events.filter((event) => event.stream === ruleStream(rule));
    return numbered(rule, published).at(-1) ?? neverPublished(rule);
  });
}

function numbered(rule: RuleName, events: LogEvent[]): DefinitionVersion[] {
  return events.map((event, nth) => ({
    rule,
    version: nth + 1,
    position: event.position,
    eventId: event.eventId,
    source: event.source,
    publishedAt: iso(event.recordedAt),
    definition: (event.data as EventData<'rule.published.v1'>).definition,
  }));
}

const neverPublished = (rule: RuleName): DefinitionVersion => ({
  rule,
  version: 0,
  position: null,
  eventId: null,
  source: null,
  publishedAt: null,
  definition: defaultDefinitions[rule],
});
