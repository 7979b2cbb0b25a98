import type { WorkspaceSettings } from '@touchstone/contracts';
import type { LogReader } from '@touchstone/event-log';
import { definitionsOf, ruleStream } from '@touchstone/timeline';

/** Settings of a workspace as of a position of its log; the newest without one. */
export async function settingsAt(
  log: LogReader,
  workspace: string,
  position = Number.MAX_SAFE_INTEGER,
): Promise<WorkspaceSettings> {
  return definitionsOf(await log.streams(workspace, [ruleStream('workspace')], position)).workspace;
}
