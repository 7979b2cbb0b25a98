import type { LogReader } from '@touchstone/event-log';
import { type Definitions, definitionsOf, ruleStreams } from '@touchstone/timeline';

/** All definitions of a workspace as of a position of its log; the newest without one. */
export async function definitionsAt(
  log: LogReader,
  workspace: string,
  position = Number.MAX_SAFE_INTEGER,
): Promise<Definitions> {
  return definitionsOf(await log.streams(workspace, [...ruleStreams], position));
}
