import type { LogEvent } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import { resolvePeople, type Visit, visitAt } from './identity.js';
import { personIdOf } from './keys.js';
import { TimelineQueries } from './timeline-queries.js';
import type { TimelineLink } from './timeline-reader.js';

/** An event, and the public id of one of the persons that it names. */
export interface NamedPerson {
  event: LogEvent;
  personId: string;
}

/**
 * By what events belonged to persons as of a position of the log: the identity of that moment, resolved anew from the
 * evidence that the log held then. By position of the event; an event that did not belong to the person then has none.
 */
export async function linksAsOf(
  pool: Pool,
  workspace: string,
  named: readonly NamedPerson[],
  asOf: number,
): Promise<ReadonlyMap<number, TimelineLink>> {
  const queries = new TimelineQueries(pool);
  const around = await queries.keysAround(workspace, [
    ...new Set(named.flatMap(({ event }) => keysOf(event))),
  ]);
  const keys = around.filter(({ firstPosition }) => firstPosition <= asOf);
  const evidence = await queries.evidenceOf(
    workspace,
    keys.map(({ key }) => key),
  );
  const resolved = resolvePeople(
    evidence.filter(({ position }) => position <= asOf),
    new Map(keys.map(({ key, firstPosition }) => [key, firstPosition])),
  );
  const visits = new Map<string, Visit[]>();
  for (const visit of resolved) visits.set(visit.key, [...(visits.get(visit.key) ?? []), visit]);
  const found = named.flatMap(({ event, personId }) => {
    for (const key of keysOf(event)) {
      const { personKey, evidence: proof } = visitOf(visits.get(key), key, event);
      if (personIdOf(workspace, personKey) === personId) return { position: event.position, key, proof };
    }
    return [];
  });
  const proofs = await queries.eventIds(
    workspace,
    found.flatMap(({ proof }) => proof ?? []),
  );
  return new Map(
    found.map(({ position, key, proof }) => [
      position,
      { key, via: proof === null ? null : { position: proof, eventId: proofs.get(proof)! } },
    ]),
  );
}

const keysOf = (event: LogEvent) => event.links.people.flatMap((person) => person.keys);

/** A key that nothing links is a person of its own. */
const visitOf = (visits: Visit[] | undefined, key: string, event: LogEvent) =>
  visits ? visitAt(visits, event.occurredAt, event.eventId) : { personKey: key, evidence: null };
