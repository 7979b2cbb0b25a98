import {
  compareMoments,
  type Definitions,
  type JourneyMember,
  type JourneyOrder,
} from '@touchstone/timeline';
import { classify } from './classification.js';
import type { GroupTouch, JourneyTouch } from './touch.js';

/**
 * Touches by person key, what journeys are built from: of each key that is here ALL touches up to the position that the
 * projector stands at, in journey order. Kept from batch to batch, so that a backlog is not read back from the facts;
 * the keys that no journey asked for the longest go first. One object a touch serves all journeys: whose it is and how
 * near is written on it anew for each, and what the definitions of the journey make of it where they are other ones than
 * those that it was classified by: journeys in the order of commits classify it once a version.
 */
export class PersonTouches {
  /** Least recently needed first. */
  private readonly byKey = new Map<string, GroupTouch[]>();
  private entries = 0;

  /** @param limit touches and keys kept */
  constructor(private readonly limit = 250_000) {}

  get size(): number {
    return this.entries;
  }

  /** Those of the keys that are not here. The others are kept the longest from now on. */
  missing(keys: Iterable<string>): string[] {
    const missing: string[] = [];
    for (const key of keys) {
      const known = this.byKey.get(key);
      if (!known) missing.push(key);
      else {
        this.byKey.delete(key);
        this.byKey.set(key, known);
      }
    }
    return missing;
  }

  /** Takes in keys with all their touches so far; other touches go to the keys that are here already. */
  add(keys: Iterable<string>, touches: Iterable<JourneyTouch>): void {
    for (const key of keys) {
      if (this.byKey.has(key)) continue;
      this.byKey.set(key, []);
      this.entries++;
    }
    const grown = new Set<GroupTouch[]>();
    for (const touch of touches) {
      const known = this.byKey.get(touch.personKey);
      if (!known) continue;
      known.push(memberOf(touch));
      grown.add(known);
      this.entries++;
    }
    for (const known of grown) known.sort(compareMoments);
  }

  /** Forgets what was not needed lately, down to the limit. */
  shrink(): void {
    for (const [key, touches] of this.byKey) {
      if (this.entries <= this.limit) return;
      this.byKey.delete(key);
      this.entries -= touches.length + 1;
    }
  }

  /** Touches of a buying group up to a moment, as the log stood at a position; theirs until the next group is asked for. */
  ofGroup(
    group: JourneyMember[],
    through: { occurredAt: number; position: number },
    definitions: Definitions,
  ): GroupTouch[] {
    const found: GroupTouch[] = [];
    for (const { personId, reach, slices } of group)
      for (const { key, from, to } of slices)
        for (const touch of this.byKey.get(key) ?? []) {
          if (touch.occurredAt > through.occurredAt || (to && compareMoments(touch, to) >= 0)) break;
          if (touch.position > through.position || (from && compareMoments(from, touch) > 0)) continue;
          if (touch.rulesVersion !== definitions.touchVersion)
            Object.assign(touch, classify(touch, definitions));
          touch.personId = personId;
          touch.reach = reach;
          found.push(touch);
        }
    return found;
  }
}

/** Only what journeys need of a touch: many are kept. */
function memberOf(touch: JourneyTouch): GroupTouch {
  return {
    personKey: touch.personKey,
    visitorKey: touch.visitorKey,
    occurredAt: touch.occurredAt,
    eventId: touch.eventId,
    position: touch.position,
    eventSource: touch.eventSource,
    interaction: touch.interaction,
    side: touch.side,
    isView: touch.isView,
    channel: touch.channel,
    channelRule: touch.channelRule,
    source: touch.source,
    medium: touch.medium,
    campaign: touch.campaign,
    landingPath: touch.landingPath,
    contentId: touch.contentId,
    referrerHost: touch.referrerHost,
    pageHost: touch.pageHost,
    givenChannel: touch.givenChannel,
    clickId: touch.clickId,
    rulesVersion: touch.rulesVersion,
    personId: '',
    reach: 0,
  };
}

/** Keys whose touches journeys, or rows of leads, are built from. */
export function keysOf(orders: Iterable<Pick<JourneyOrder, 'group'>>): Set<string> {
  const stretches = new Set<JourneyMember['slices']>();
  for (const { group } of orders) for (const { slices } of group) stretches.add(slices);
  const keys = new Set<string>();
  for (const slices of stretches) for (const { key } of slices) keys.add(key);
  return keys;
}
