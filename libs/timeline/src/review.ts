import type { LogEvent } from '@touchstone/event-log';
import {
  classifiesOtherwise,
  type Definitions,
  definitionsOf,
  isReviewedRule,
  leadsOtherwise,
  valuesOtherwise,
} from './definitions.js';
import type { Cause } from './journey-order.js';

/** What definitions of a commit ask for: that every conversion is looked at again, as of that commit. */
export interface Review {
  version: number;
  cause: Cause;
  /** Those in force from the commit on. */
  definitions: Definitions;
  /** True where moments or amounts may differ, so that conversions are folded anew. */
  refold: boolean;
  /** True where only leads may stand otherwise: no journey is looked at. */
  leadsOnly: boolean;
}

/** The review that a commit asks for under the definitions before it; null where it changes nothing of the past. */
export function reviewOf(before: Definitions, commit: Iterable<LogEvent>): Review | null {
  const published = [...commit].filter(isReviewedRule).at(-1);
  if (!published) return null;
  const definitions = definitionsOf(commit, before);
  const refold = valuesOtherwise(before, definitions);
  const leadsOnly = !refold && !classifiesOtherwise(before, definitions);
  if (leadsOnly && !leadsOtherwise(before, definitions)) return null;
  const { commit: version, eventId, position } = published;
  return { version, cause: { cause: 'rule', eventId, position }, definitions, refold, leadsOnly };
}
