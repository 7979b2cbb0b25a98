import { setTimeout as sleep } from 'node:timers/promises';
import { LogReader, readCheckpoints } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';

const lookEveryMs = 100;

/** Resolves when a projection shows all that the log of a workspace holds, telling how many events are left until then. */
export async function untilCaughtUp(
  pool: Pool,
  {
    workspace,
    projection,
    signal,
    onLag,
  }: {
    workspace: string;
    projection: string;
    signal: AbortSignal;
    onLag?: (behind: number, head: number) => void;
  },
): Promise<void> {
  const log = new LogReader(pool);
  for (;;) {
    const head = (await log.heads()).find((one) => one.workspace === workspace)?.position ?? 0;
    const shown = (await readCheckpoints(pool, projection)).get(workspace) ?? 0;
    onLag?.(head - shown, head);
    if (shown >= head || signal.aborted) return;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
