import { type EventLog, GroupCommit, type NewEvent, type Quarantined } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import type { Delivery, Sink, StoredStatus } from './sink.js';
import { unstorable } from './store-refusals.js';

/** True where PostgreSQL refused the content itself (data exception, program limit): trying again cannot help. */
export function isRefusedContent(thrown: unknown): boolean {
  return /^(22|54)/.test((thrown as { code?: string } | null)?.code ?? '');
}

/** The quarantine entry of an accepted event that the database refuses. */
export function unstorableEntry(
  event: NewEvent,
  door: string,
  origin: string | null,
  raw: Buffer,
): Quarantined {
  return {
    workspace: event.workspace,
    ...unstorable,
    door,
    origin,
    eventSource: event.source,
    eventId: event.eventId,
    raw,
    receivedAt: event.receivedAt,
  };
}

/** Appends to the log; concurrent requests share transactions. */
export class LogSink implements Sink {
  private readonly group: GroupCommit;

  constructor(
    log: EventLog,
    private readonly door: string,
  ) {
    this.group = new GroupCommit(log, 500, door);
  }

  async store(delivery: Delivery): Promise<StoredStatus[]> {
    try {
      return await this.append(delivery);
    } catch (thrown) {
      if (isRefusedContent(thrown)) return this.storeOneByOne(delivery);
      throw unavailable(thrown);
    }
  }

  idle(): Promise<void> {
    return this.group.idle();
  }

  private async append({ accepted, quarantined, rawOf }: Delivery): Promise<StoredStatus[]> {
    const events = accepted.map(({ event }) => event);
    const outcomes = await this.group.append(events, quarantined, rawOf);
    return outcomes.map(({ status }) => status);
  }

  private async storeOneByOne({ accepted, quarantined, rawOf }: Delivery): Promise<StoredStatus[]> {
    const refused = new Set<NewEvent>();
    const none = { accepted: [], quarantined: [], rawOf };
    try {
      const statuses: StoredStatus[] = [];
      for (const one of accepted) {
        const stored = await this.append({ ...none, accepted: [one] }).catch((thrown: unknown) => {
          if (!isRefusedContent(thrown)) throw thrown;
          refused.add(one.event);
          return ['unstorable'] as const;
        });
        statuses.push(...stored);
      }
      const entries = [...refused].map((event) => unstorableEntry(event, this.door, null, rawOf(event)));
      await this.append({ ...none, quarantined: [...quarantined, ...entries] });
      return statuses;
    } catch (thrown) {
      throw unavailable(thrown);
    }
  }
}

export function unavailable(cause: unknown): Fault {
  return new Fault('unavailable', 'Events cannot be stored right now; send them again.', {
    retry: true,
    retryAfterSeconds: 5,
    cause,
  });
}
