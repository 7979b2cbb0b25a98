import type { TouchSide } from '@touchstone/contracts';
import { type Definitions, interactionOf } from '@touchstone/timeline';
import { channelOf, type ChannelSigns } from './channel.js';
import type { ChannelRule } from './touch.js';

/** What definitions say of a touch. */
export interface Classification {
  side: TouchSide;
  isView: boolean;
  channel: string;
  channelRule: ChannelRule;
  /** Log position of the definitions; 0: the defaults. */
  rulesVersion: number;
}

/** Classifies a touch by its signs; the same under the same definitions, whenever that is done. */
export function classify(signs: ChannelSigns, definitions: Definitions): Classification {
  const { side, view } = interactionOf(signs.interaction, definitions);
  const { channel, rule } = channelOf(signs, definitions);
  return { side, isView: view, channel, channelRule: rule, rulesVersion: definitions.touchVersion };
}
