import { type LogReader, readCheckpoints } from '@touchstone/event-log';
import { factsProjection } from '@touchstone/facts';
import { Fault, type Pool } from '@touchstone/runtime';
import { badParameters } from './query.js';
import { iso, momentOf } from './moments.js';

/** Turns what a caller means by "as of" into the position of a whole commit that reports can show. */
export class AsOf {
  constructor(
    private readonly pool: Pool,
    private readonly log: LogReader,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * @param wanted a position, an RFC 3339 time or a day; undefined for the newest that is projected.
   * @param parameter what the caller calls it
   * @throws Fault `invalid_request` beyond the end of the log; `unavailable` where the projection is not that far yet.
   */
  async resolve(
    workspace: string,
    wanted: string | undefined,
    timeZone: string,
    parameter = 'asOf',
  ): Promise<number> {
    const projected = (await readCheckpoints(this.pool, factsProjection)).get(workspace) ?? 0;
    if (wanted === undefined) return projected;
    const position = await this.positionOf(workspace, wanted, timeZone, parameter);
    // the log advances by commits: inside of one nothing was ever visible
    const commit = await this.log.commitAt(workspace, position);
    if (commit <= projected) return commit;
    throw new Fault('unavailable', `Reports are at position ${projected}, not yet at ${commit}; try again.`, {
      retry: true,
      retryAfterSeconds: 1,
    });
  }

  private async positionOf(
    workspace: string,
    wanted: string,
    timeZone: string,
    parameter: string,
  ): Promise<number> {
    const bad = (detail: string) => badParameters([{ parameter, detail }]);
    if (/^\d{1,15}$/.test(wanted)) {
      const heads = await this.log.heads();
      const head = heads.find((one) => one.workspace === workspace)?.position ?? 0;
      if (Number(wanted) <= head) return Number(wanted);
      throw bad(`is beyond the end of the log, which is at position ${head}`);
    }
    const moment = momentOf(wanted, timeZone);
    if (moment === null) throw bad('is a position in the log, an RFC 3339 time or a day YYYY-MM-DD');
    // the log ends now: after its last event nothing changed until this moment
    if (moment <= this.now()) return this.log.positionAt(workspace, moment);
    throw bad(`is beyond the end of the log: ${iso(moment)} is yet to come`);
  }
}
