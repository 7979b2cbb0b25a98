import { type Behaviour, meetsText } from '@touchstone/contracts';
import type { JourneyTouch } from '@touchstone/facts';

/** A touch as far as behaviours ask for it. */
export type BehaviourTouch = Pick<
  JourneyTouch,
  'occurredAt' | 'eventId' | 'interaction' | 'isView' | 'channel' | 'contentId' | 'landingPath'
>;

/** Whether a touch is one of those meant. What is only sent or seen is met only where its interaction is asked for. */
export function isMet(touch: BehaviourTouch, { interaction, path, contentId, channel }: Behaviour): boolean {
  return (
    (interaction !== undefined || !touch.isView) &&
    meetsText(touch.interaction, interaction) &&
    (path === undefined || meetsText(touch.landingPath.toLowerCase(), path)) &&
    (contentId === undefined || meetsText(touch.contentId.toLowerCase(), contentId)) &&
    (channel === undefined || meetsText(touch.channel.toLowerCase(), channel))
  );
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
