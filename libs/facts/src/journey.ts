import { compareText } from '@touchstone/timeline';
import { noTouches, type JourneyTouches } from './journey-row.js';
import type { GroupTouch } from './touch.js';

/** A visit ends after this much idle time; a page view at exactly its end is still in. */
const idleMs = 30 * 60_000;

export const touchFlags = { sales: 1, view: 2 } as const;

/** Journey order: by moment, then event id; source and position only make it total. Never arrival order. */
export function compareTouches(a: GroupTouch, b: GroupTouch): number {
  return (
    a.occurredAt - b.occurredAt ||
    compareText(a.eventId, b.eventId) ||
    compareText(a.eventSource, b.eventSource) ||
    a.position - b.position
  );
}

/**
 * The journey of a buying group up to a conversion: every touch at or before `conversionAt` (that moment is in),
 * whatever lookback, views included; page views become one touch a visit and channel. Input in any order, repetitions
 * of a touch are dropped (their reaches add up).
 */
export function buildTouches(touches: readonly GroupTouch[], conversionAt: number): JourneyTouches {
  const journey = noTouches();
  const isOwn = startsTouch();
  const ordered = touches.filter((touch) => touch.occurredAt <= conversionAt).sort(compareTouches);
  for (let index = 0; index < ordered.length; index++) {
    const touch = ordered[index]!;
    let { reach } = touch;
    while (ordered[index + 1]?.position === touch.position) reach |= ordered[++index]!.reach;
    if (isOwn(touch)) append(journey, touch, reach);
  }
  return journey;
}

interface Visit {
  lastAt: number;
  campaign: string;
  channels: Set<string>;
}

/**
 * Tells, of touches in journey order, which are touches of their own. A page view is one only where it begins a visit
 * (30 minutes idle, or another campaign) or brings a channel new to the visit. Without a source of its own it goes on
 * with the running visit; an own or excluded referrer never begins one.
 */
function startsTouch(): (touch: GroupTouch) => boolean {
  const visits = new Map<string, Visit>();
  return (touch) => {
    if (touch.interaction !== 'page_view') return true;
    const { visitorKey, occurredAt, channel } = touch;
    const running = visits.get(visitorKey);
    const visit = running && occurredAt - running.lastAt <= idleMs ? running : undefined;
    const campaign = touch.campaign && `${touch.source}\n${touch.medium}\n${touch.campaign}`;
    const isNewCampaign = campaign !== '' && campaign !== visit?.campaign;
    if (visit) visit.lastAt = occurredAt;
    if (visit && !isNewCampaign) {
      if (channel === 'direct' || visit.channels.has(channel)) return false;
      visit.channels.add(channel);
      return true;
    }
    if (touch.channelRule === 'internal-referrer') return false;
    visits.set(visitorKey, { lastAt: occurredAt, campaign, channels: new Set([channel]) });
    return true;
  };
}

function append(journey: JourneyTouches, touch: GroupTouch, reach: number): void {
  journey.touchAt.push(touch.occurredAt);
  journey.touchPosition.push(touch.position);
  journey.touchChannel.push(touch.channel);
  journey.touchInteraction.push(touch.interaction);
  journey.touchSource.push(touch.source);
  journey.touchMedium.push(touch.medium);
  journey.touchCampaign.push(touch.campaign);
  journey.touchContent.push(touch.contentId);
  journey.touchFlags.push(
    (touch.side === 'sales' ? touchFlags.sales : 0) | (touch.isView ? touchFlags.view : 0),
  );
  journey.touchReach.push(reach);
  journey.touchPerson.push(touch.personId);
  journey.touchRule.push(touch.channelRule);
}
