import type { ChannelSigns } from './channel.js';
import type { Classification } from './classification.js';

/** Which rule decided a touch's channel, in their order; `own:3` is the workspace's own rule of that index. */
export type ChannelRule =
  | 'explicit'
  | `own:${number}`
  | 'click-id'
  | 'utm'
  | 'referrer'
  | 'internal-referrer'
  | 'interaction'
  | 'direct';

/** One touch as the facts keep it; pseudonymous. Times are epoch milliseconds, empty strings mean "none". */
export interface TouchFact extends ChannelSigns, Classification {
  workspace: string;
  /** Strongest key of the person on the event; empty where none may link. */
  personKey: string;
  /** Key of the device where there is one, else the person key. */
  visitorKey: string;
  occurredAt: number;
  eventId: string;
  position: number;
  eventSource: string;
  content: string;
  term: string;
  landingPath: string;
  contentId: string;
  accountKeys: string[];
}

/** A touch as far as journeys are built from it. */
export type JourneyTouch = Omit<TouchFact, 'workspace' | 'content' | 'term' | 'accountKeys'>;

/** A touch of a buying group: whose it is, and how near to the deal. */
export interface GroupTouch extends JourneyTouch {
  /** Pseudonymous id of the person (the component), not the key on the event. */
  personId: string;
  /** Bits of `reaches`. */
  reach: number;
}
