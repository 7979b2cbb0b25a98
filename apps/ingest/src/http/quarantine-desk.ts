import {
  knownContent,
  openMessage,
  type PersonalData,
  type QuarantinedMessage,
  type Refusal,
  resolveMessage,
} from '@touchstone/event-log';
import { inTransaction, type Pool } from '@touchstone/runtime';
import { countEvents } from '../ingest-metrics.js';
import type { AcceptedEvent, Sink, StoredStatus } from '../sink.js';
import { conflict, unstorable } from '../store-refusals.js';
import { type Candidate, judge } from './judge.js';
import { refusalFault } from './refusal-fault.js';

/** A message in quarantine, and whose key decides on it. */
export interface Decision {
  workspace: string;
  quarantineId: number;
  keyId: string;
}

/** Where messages in quarantine are decided on: they become events the way the door makes them, or are dismissed. */
export class QuarantineDesk {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly sink: Sink,
    private readonly personalData: PersonalData,
  ) {}

  /**
   * Judges what the message is now and, where it is accepted, marks the message once the event is durable. Should this
   * process die between the two, the message stays open, and its replay is a duplicate.
   * @param read what the message says, or what it is replaced with
   * @throws Fault as the door has for one event, `not_found` without such a message, `conflict` where it is resolved.
   */
  replay(
    decision: Decision,
    read: (message: QuarantinedMessage) => Candidate,
  ): Promise<'accepted' | 'duplicate'> {
    // one at a time: each holds a connection while the sink may want another
    const replayed = this.last.then(() => this.replayNow(decision, read));
    this.last = replayed.catch(() => undefined);
    return replayed;
  }

  /** @throws Fault `not_found`, `conflict` */
  async dismiss({ workspace, quarantineId, keyId }: Decision, reason: string): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const message = await openMessage(client, workspace, quarantineId);
      const became = { becameSource: null, becameEventId: null };
      await resolveMessage(client, message, {
        resolution: 'dismissed',
        resolutionReason: reason,
        resolvedBy: keyId,
        ...became,
      });
    });
  }

  private async replayNow(
    { workspace, quarantineId, keyId }: Decision,
    read: (message: QuarantinedMessage) => Candidate,
  ): Promise<'accepted' | 'duplicate'> {
    return inTransaction(this.pool, async (client) => {
      const message = await openMessage(client, workspace, quarantineId);
      const candidate = read(message);
      const { receivedAt, raw } = message;
      const judged = judge(candidate, { workspace, receivedAt, personalData: this.personalData });
      if (!judged.ok) throw refusal(judged, candidate.id ?? judged.eventId);
      const [first] = judged.events;
      if (!first) throw refusal(withoutEffect, candidate.id);
      const statuses = await this.store(workspace, judged.events, raw);
      if (statuses.includes('conflict')) throw refusal(conflict, first.event.eventId);
      if (statuses.includes('unstorable')) throw refusal(unstorable, first.event.eventId);
      await resolveMessage(client, message, {
        resolution: 'replayed',
        resolutionReason: null,
        resolvedBy: keyId,
        becameSource: first.event.source,
        becameEventId: first.event.eventId,
      });
      const outcome = statuses.includes('accepted') ? 'accepted' : 'duplicate';
      countEvents('replay', { [outcome]: 1 });
      return outcome;
    });
  }

  /** What the log knows is told from what is new before it is stored: a conflict would be one more message here. */
  private async store(workspace: string, accepted: AcceptedEvent[], raw: Buffer): Promise<StoredStatus[]> {
    const events = accepted.map(({ event }) => event);
    const known = await knownContent(this.pool, workspace, events);
    if (known.includes('other')) return ['conflict'];
    if (!known.includes('none')) return ['duplicate'];
    return this.sink.store({ accepted, quarantined: [], rawOf: () => raw });
  }
}

const withoutEffect: Refusal = {
  reason: 'invalid_call',
  detail: 'call: says nothing about touches, people or accounts; dismiss the message instead',
};

function refusal(why: Refusal, id: string | null) {
  countEvents('replay', { [why.reason === 'id_conflict' ? 'conflict' : 'rejected']: 1 });
  return refusalFault({ reason: why.reason, detail: why.detail, id });
}
