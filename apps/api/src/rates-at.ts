import { currencyExponents, type EventData } from '@touchstone/contracts';
import type { LogReader } from '@touchstone/event-log';
import { RateTable } from '@touchstone/timeline';

/** Rates to a currency as of a position of a workspace's log. */
export async function ratesAt(
  log: LogReader,
  workspace: string,
  currency: string,
  position: number,
): Promise<RateTable> {
  const streams = [...currencyExponents.keys()].map((from) => `fx:${from}/${currency}`);
  const events = await log.streams(workspace, streams, position);
  return new RateTable(
    events.map(({ data, occurredAt, eventId, position: at }) => ({
      ...(data as EventData<'fx.rate_set.v1'>),
      ...{ occurredAt, eventId, position: at },
    })),
  );
}
