import type { AttributionParameters, PathSource } from '@touchstone/attribution';
import { visitLookbackMs } from '@touchstone/attribution';
import { buildTouches, type JourneyRow, type TouchFact } from '@touchstone/facts';
import { compareMoments, type KeyOwners, reaches } from '@touchstone/timeline';
import { plainPaths } from './plain-paths.js';

/** A small workspace as the facts hold it. */
export interface World {
  touches: TouchFact[];
  keys: KeyOwners[];
  journeys: JourneyRow[];
}

/** Channels of the touches of every buying group that did not convert, in plain TypeScript. */
export function plainOpenJourneys(world: World, parameters: AttributionParameters): string[][] {
  const { asOf, from, to, scope } = parameters;
  const owners = new Map<string, KeyOwners>();
  for (const one of world.keys)
    if (one.version <= asOf && one.version > (owners.get(one.key)?.version ?? 0)) owners.set(one.key, one);
  const groupOf = (person: string, account: string) => (scope === 'account' && account) || person;

  const converted = new Set<string>();
  const bit = { account: reaches.account, contacts: reaches.contact, primary: reaches.primary }[scope];
  for (const journey of liveOnes(world.journeys, parameters)) {
    if (scope === 'account' && journey.accountId) converted.add(journey.accountId);
    else
      journey.contactKey.forEach((person, nth) => {
        if (!(journey.contactReach[nth]! & bit)) return;
        converted.add(person);
        for (const { stretches } of owners.values())
          for (const one of stretches)
            if (one.person === person) converted.add(groupOf(person, one.accountId));
      });
  }

  const groups = new Map<string, TouchFact[]>();
  for (const touch of world.touches) {
    if (
      touch.personKey === '' ||
      touch.position > asOf ||
      touch.occurredAt < from - visitLookbackMs ||
      touch.occurredAt >= to
    )
      continue;
    const stretch = owners
      .get(touch.personKey)
      ?.stretches.findLast((one) => !one.from || compareMoments(one.from, touch) <= 0);
    const group = stretch ? groupOf(stretch.person, stretch.accountId) : touch.personKey;
    if (!converted.has(group)) groups.set(group, [...(groups.get(group) ?? []), touch]);
  }
  return [...groups.values()].flatMap((touches) => {
    const built = buildTouches(
      touches.map((touch) => ({ ...touch, personId: '', reach: 0 })),
      to,
    );
    const channels = built.touchChannel.filter(
      (_, at) => built.touchAt[at]! >= from && isEligible(built.touchFlags[at]!, parameters),
    );
    return channels.length > 0 ? [channels] : [];
  });
}

/** The same as a source of paths. */
export const plainNonConverting = (world: World, parameters: AttributionParameters): PathSource =>
  plainPaths(plainOpenJourneys(world, parameters));

function isEligible(flags: number, { touchScope, countViews }: AttributionParameters): boolean {
  const side = flags & 1 ? 'sales' : 'marketing';
  return (touchScope === 'all' || touchScope === side) && (countViews || !(flags & 2));
}

function liveOnes(
  journeys: JourneyRow[],
  { asOf, from, to, conversion }: AttributionParameters,
): JourneyRow[] {
  const newest = new Map<string, JourneyRow>();
  for (const row of journeys) {
    if (row.kind !== conversion || row.version > asOf || row.convertedAt < from || row.convertedAt >= to)
      continue;
    const key = `${row.convertedAt} ${row.conversionId}`;
    if (row.version > (newest.get(key)?.version ?? 0)) newest.set(key, row);
  }
  return [...newest.values()].filter(({ isLive }) => isLive);
}
