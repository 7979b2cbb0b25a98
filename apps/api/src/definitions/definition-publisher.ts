import type { LogReader } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import { ruleStream } from '@touchstone/timeline';
import type { OwnEvents } from '../own-events.js';
import type { PublishRequest } from './definition-requests.js';
import { type DefinitionVersion, versionsOf } from './definition-versions.js';

/** Publishes definitions into the log. */
export class DefinitionPublisher {
  constructor(
    private readonly log: LogReader,
    private readonly events: OwnEvents,
  ) {}

  /** @throws Fault `invalid_request` for a definition that cannot be; `conflict` where another version is in force. */
  async publish(
    workspace: string,
    { rule, definition, expectedVersion }: PublishRequest,
  ): Promise<DefinitionVersion> {
    const expected =
      expectedVersion === undefined ? undefined : new Map([[ruleStream(rule), expectedVersion]]);
    try {
      const data = { rule, definition };
      const { position } = await this.events.append(workspace, 'rule.published.v1', data, expected);
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
