import { randomUUID } from 'node:crypto';
import { acceptEvent, EventLog, type LogReader, type PersonalData } from '@touchstone/event-log';
import { Fault, type Pool } from '@touchstone/runtime';
import { ruleStream } from '@touchstone/timeline';
import type { PublishRequest } from './definition-requests.js';
import { type DefinitionVersion, versionsOf } from './definition-versions.js';

/** Publishes definitions into the log, as any door would take the event. */
export class DefinitionPublisher {
  private readonly appender: EventLog;

  constructor(
    pool: Pool,
    private readonly log: LogReader,
    private readonly personalData: PersonalData,
  ) {
    this.appender = new EventLog(pool);
  }

  /** @throws Fault `invalid_request` for a definition that cannot be; `conflict` where another version is in force. */
  async publish(
    workspace: string,
    { rule, definition, expectedVersion }: PublishRequest,
  ): Promise<DefinitionVersion> {
    const receivedAt = Date.now();
    const outcome = acceptEvent(
      {
        specversion: '1.0',
        id: randomUUID(),
        source: 'touchstone:api',
        type: 'rule.published.v1',
        time: new Date(receivedAt).toISOString(),
        data: { rule, definition },
      },
      { workspace, receivedAt, personalData: this.personalData, isOwn: true },
    );
    if (!outcome.ok) throw new Fault('invalid_request', outcome.detail.replace(/(^|· )data\./g, '$1'));
    const { event } = outcome;
    try {
      const result = await this.appender.append({
        events: [event],
        door: 'api',
        ...(expectedVersion !== undefined && {
          expectedVersions: new Map([[ruleStream(rule), expectedVersion]]),
        }),
      });
      const position = result.fenced ? 0 : result.outcomes[0]!.position;
      return (await versionsOf(this.log, workspace, rule, position)).at(-1)!;
    } catch (thrown) {
      if (!(thrown instanceof Fault && thrown.code === 'conflict')) throw thrown;
      const inForce = (await versionsOf(this.log, workspace, rule)).length;
      throw new Fault(
        'conflict',
        `expectedVersion: ${rule} is at version ${inForce}, not ${expectedVersion}; read it again.`,
        { details: { version: inForce }, cause: thrown },
      );
    }
  }
}
