import { type AttributionAnswer, attributionReport, parametersOf } from '@touchstone/attribution';
import type { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { Fault } from '@touchstone/runtime';
import type { z } from 'zod';
import type { AsOf } from '../as-of.js';
import { settingsAt } from '../workspace-settings.js';
import type { AttributionQuerySchema } from './attribution-query.js';

/** Answers attribution requests as of a position, with the settings of that position. */
export class AttributionReports {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly asOf: AsOf,
  ) {}

  /**
   * @throws Fault `invalid_request` for a window or a moment that cannot be; `unavailable` for one not
   * projected yet, and while ClickHouse is away.
   */
  async report(
    workspace: string,
    query: z.output<typeof AttributionQuerySchema>,
  ): Promise<AttributionAnswer> {
    const today = await settingsAt(this.log, workspace);
    const position = await this.asOf.resolve(workspace, query.asOf, today.timeZone);
    const { currency, timeZone } = await settingsAt(this.log, workspace, position);
    const context = { workspace, currency, timeZone, position };
    const decided = parametersOf({ ...query, asOf: position }, context);
    if ('problem' in decided) throw new Fault('invalid_request', decided.problem);
    try {
      return await attributionReport(this.clickhouse, decided.parameters);
    } catch (cause) {
      if (await this.clickhouse.ping().catch(() => false)) throw cause;
      throw new Fault('unavailable', 'The facts cannot be read now; try again.', {
        retry: true,
        retryAfterSeconds: 5,
        cause,
      });
    }
  }
}
