import { AlertBook, type RecordedAlert } from '@touchstone/alerts';
import type { LogReader } from '@touchstone/event-log';
import { Fault, type Pool } from '@touchstone/runtime';
import { z } from 'zod';
import { iso, momentOf } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import { settingsAt } from '../workspace-settings.js';
import type { AlertsAnswer } from './alerts-answer.js';
import type { AlertsRequest } from './alerts-request.js';

const PlaceSchema = z.object({ recordedAt: z.int(), alertId: z.string() });

/** What PostgreSQL says of a table that is not there. */
const undefinedTable = '42P01';

/** Answers which alerts were sent. */
export class AlertPages {
  private readonly book: AlertBook;

  constructor(
    pool: Pool,
    private readonly log: LogReader,
  ) {
    this.book = new AlertBook(pool);
  }

  /** @throws Fault `invalid_request`; `unavailable` where no relay ever ran: it makes the book */
  async page(workspace: string, { limit, cursor, ...request }: AlertsRequest): Promise<AlertsAnswer> {
    const pages = new PageCursor(PlaceSchema, [workspace, request]);
    const after = pages.decode(cursor);
    const since = await this.momentOf(workspace, request.since);
    const { alerts, next } = await this.book
      .page(workspace, { ...request, since }, { after, limit })
      .catch((cause: unknown) => {
        if ((cause as { code?: string }).code !== undefinedTable) throw cause;
        throw new Fault('unavailable', 'No relay has run yet: start one.', { retry: true, cause });
      });
    return { alerts: alerts.map(told), nextCursor: next && pages.encode(next) };
  }

  private async momentOf(workspace: string, since: string | undefined): Promise<number | undefined> {
    if (since === undefined) return undefined;
    const { timeZone } = await settingsAt(this.log, workspace);
    const moment = momentOf(since, timeZone);
    if (moment !== null) return moment;
    throw badParameters([{ parameter: 'since', detail: 'is an RFC 3339 time or a day YYYY-MM-DD' }]);
  }
}

const told = ({ alertId, type, recordedAt, data }: RecordedAlert): AlertsAnswer['alerts'][number] => ({
  ...{ alertId, type, sentAt: iso(recordedAt) },
  ...{ leadId: data.leadId, clock: data.clock, owner: data.owner },
  ...{ startedAt: data.startedAt, dueAt: data.dueAt, links: data.links },
  isHighIntent: 'isHighIntent' in data ? data.isHighIntent : true,
});
