import { namedPeriod } from '@touchstone/attribution';
import { type EventData, periodsStream } from '@touchstone/contracts';
import { type LogEvent, type LogReader, ownSources } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import type { ReportContexts } from '../attribution/report-context.js';
import { iso } from '../moments.js';
import type { OwnEvents } from '../own-events.js';
import type { CloseRequest } from './period-requests.js';

/** One closing of a period. */
export interface Closing {
  period: string;
  /** 1 for the first of the period, then 2, 3 and so on: each replaces the one before. */
  closing: number;
  /** Log position that it is closed at. */
  position: number;
  from: string;
  to: string;
  closedAt: string;
  note: string | null;
  eventId: string;
}

/** Closes periods, as events of the log, and knows those that are. */
export class Closings {
  constructor(
    private readonly log: LogReader,
    private readonly own: OwnEvents,
    private readonly contexts: ReportContexts,
  ) {}

  /** All closings of a workspace, in order of the log. */
  async all(workspace: string): Promise<Closing[]> {
    return closingsOf(await this.events(workspace));
  }

  /**
   * Closes a period at the projected position: a commit that reports show whole.
   * @throws Fault `invalid_request` for a period that has not ended; `conflict` for one that is closed, unless it is
   * closed again, and where somebody else closes at the same time.
   */
  async close(workspace: string, period: string, { note, reclose }: CloseRequest): Promise<Closing> {
    const context = await this.contexts.at(workspace, undefined);
    const { from, to } = namedPeriod(period, context.timeZone)!;
    if (to > Date.now())
      throw new Fault('invalid_request', `period: ${period} ends at ${iso(to)}; close it after that`);
    const events = await this.events(workspace);
    const before = closingsOf(events).findLast((one) => one.period === period);
    if (before && !reclose)
      throw new Fault(
        'conflict',
        `${period} is closed at position ${before.position}; send reclose: true to close it again.`,
        { details: { closing: before.closing, position: before.position } },
      );
    // the stream as it was read: of two that close at once, one is told
    const asRead = new Map([[periodsStream, events.length]]);
    const data = { period, position: context.position, from: iso(from), to: iso(to), ...(note && { note }) };
    const { eventId } = await this.own.append(workspace, 'period.closed.v1', data, asRead);
    const closed = closingsOf(await this.events(workspace));
    return closed.find((one) => one.eventId === eventId)!;
  }

  private events(workspace: string): Promise<LogEvent[]> {
    return this.log.streams(workspace, [periodsStream], Number.MAX_SAFE_INTEGER);
  }
}

/** Closings out of their events. What others than Touchstone itself send as one says nothing. */
function closingsOf(events: readonly LogEvent[]): Closing[] {
  const counts = new Map<string, number>();
  return events.flatMap((event) => {
    const { period, position, from, to, note } = event.data as EventData<'period.closed.v1'>;
    if (!event.source.startsWith(ownSources)) return [];
    const closing = (counts.get(period) ?? 0) + 1;
    counts.set(period, closing);
    return {
      ...{ period, closing, position, from, to },
      closedAt: iso(event.recordedAt),
      note: note ?? null,
      eventId: event.eventId,
    };
  });
}
