import { buildTouches, type GroupTouch, touchFlags } from '@touchstone/facts';

/** Where a lead came from; empty texts mean "none". */
export interface LeadOrigin {
  /** Of the first touch. */
  firstChannel: string;
  firstCampaign: string;
  /** Of the last touch that is not direct; of the last one where all are. */
  channel: string;
  campaign: string;
  source: string;
  medium: string;
}

/**
 * First and last non-direct touch of a person at or before a moment, of those that journeys have: visits count once,
 * what was only sent or seen does not.
 */
export function originOf(touches: readonly GroupTouch[], createdAt: number): LeadOrigin {
  const journey = buildTouches(touches, createdAt);
  const eligible = [...journey.touchAt.keys()].filter((nth) => !(journey.touchFlags[nth]! & touchFlags.view));
  const first = eligible[0];
  const last = eligible.findLast((nth) => journey.touchChannel[nth] !== 'direct') ?? eligible.at(-1);
  const text = (texts: readonly string[], nth: number | undefined) => (nth === undefined ? '' : texts[nth]!);
  return {
    firstChannel: text(journey.touchChannel, first),
    firstCampaign: text(journey.touchCampaign, first),
    channel: text(journey.touchChannel, last),
    campaign: text(journey.touchCampaign, last),
    source: text(journey.touchSource, last),
    medium: text(journey.touchMedium, last),
  };
}
