import type { JourneyTouches } from './journey-row.js';
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

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The journey of a buying group up to a conversion: every touch at or before `conversionAt` (that moment is in),
 * whatever lookback, views included; page views become one touch a visit and channel. Input in any order, repetitions
 * of a touch are dropped (their reaches add up).
 */
export function buildTouches(touches: readonly GroupTouch[], conversionAt: number): JourneyTouches {
  const once = new Map<number, GroupTouch>();
  for (const touch of touches) {
    if (touch.occurredAt > conversionAt) continue;
    const known = once.get(touch.position);
    const reach = touch.reach | (known?.reach ?? 0);
    if (!known) once.set(touch.position, touch);
    else if (known.reach !== reach) once.set(touch.position, { ...known, reach });
  }
  const ordered = [...once.values()].sort(compareTouches);
  return toArrays(ordered.filter(startsTouch()));
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

function toArrays(touches: readonly GroupTouch[]): JourneyTouches {
  return {
    touchAt: touches.map((touch) => touch.occurredAt),
    touchPosition: touches.map((touch) => touch.position),
    touchChannel: touches.map((touch) => touch.channel),
    touchInteraction: touches.map((touch) => touch.interaction),
    touchSource: touches.map((touch) => touch.source),
    touchMedium: touches.map((touch) => touch.medium),
    touchCampaign: touches.map((touch) => touch.campaign),
    touchContent: touches.map((touch) => touch.contentId),
    touchFlags: touches.map(
      (touch) => (touch.side === 'sales' ? touchFlags.sales : 0) | (touch.isView ? touchFlags.view : 0),
    ),
    touchReach: touches.map((touch) => touch.reach),
    touchPerson: touches.map((touch) => touch.personId),
  };
}
