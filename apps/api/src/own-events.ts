import { randomUUID } from 'node:crypto';
import type { EventTypeName } from '@touchstone/contracts';
import { acceptEvent, EventLog, ownSources, type PersonalData } from '@touchstone/event-log';
import { Fault, type Pool } from '@touchstone/runtime';
import { iso } from './moments.js';

/** Puts what Touchstone itself says into the log, judged as any door would judge the event. */
export class OwnEvents {
  private readonly log: EventLog;

  constructor(
    pool: Pool,
    private readonly personalData: PersonalData,
  ) {
    this.log = new EventLog(pool);
  }

  /**
   * Appends one event of now.
   * @param expectedVersions versions that streams have to be at; the event is refused where another one came first
   * @throws Fault `invalid_request` for data that cannot be; `conflict` where a stream is at another version
   */
  async append(
    workspace: string,
    type: EventTypeName,
    data: object,
    expectedVersions?: ReadonlyMap<string, number>,
  ): Promise<{ eventId: string; position: number }> {
    const receivedAt = Date.now();
    const outcome = acceptEvent(
      {
        ...{ specversion: '1.0', id: randomUUID(), source: `${ownSources}api`, type },
        time: iso(receivedAt),
        data,
      },
      { workspace, receivedAt, personalData: this.personalData, isOwn: true },
    );
    if (!outcome.ok) throw new Fault('invalid_request', outcome.detail.replace(/(^|· )data\./g, '$1'));
    const { event } = outcome;
    const result = await this.log.append({
      events: [event],
      door: 'api',
      ...(expectedVersions && { expectedVersions }),
    });
    // only those who take Kafka offsets are ever fenced off
    const position = result.fenced ? 0 : result.outcomes[0]!.position;
    return { eventId: event.eventId, position };
  }
}
