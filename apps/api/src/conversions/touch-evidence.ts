import type { JourneyVersion } from '@touchstone/attribution';
import type { TimelineLink, TimelineReader } from '@touchstone/timeline';

const entriesPerPage = 500;

/** By what each touch of a journey belongs to its person, by position, as known now. */
export async function evidenceOf(
  timelines: TimelineReader,
  { workspace, touchPerson, touchPosition, touchAt }: JourneyVersion,
): Promise<ReadonlyMap<number, TimelineLink>> {
  const evidence = new Map<number, TimelineLink>();
  for (const id of new Set(touchPerson)) {
    const own = touchPosition.flatMap((position, at) =>
      touchPerson[at] === id ? { position, occurredAt: touchAt[at]! } : [],
    );
    const wanted = new Set(own.map(({ position }) => position));
    const last = own.at(-1)!.occurredAt;
    let after: { occurredAt: number; eventId: string; position: number } | null = {
      occurredAt: own[0]!.occurredAt - 1,
      eventId: '',
      position: 0,
    };
    while (after && wanted.size > 0) {
      const page = await timelines.person(workspace, { id }, { after, order: 'asc', limit: entriesPerPage });
      for (const { event, link } of page?.entries ?? [])
        if (wanted.delete(event.position)) evidence.set(event.position, link);
      const end = page?.entries.length === entriesPerPage ? page.entries.at(-1)!.event : null;
      after = end && end.occurredAt <= last ? end : null;
    }
  }
  return evidence;
}
