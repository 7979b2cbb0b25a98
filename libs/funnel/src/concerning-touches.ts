import type { Behaviour } from '@touchstone/contracts';
import type { JourneyTouch } from '@touchstone/facts';
import type { Definitions } from '@touchstone/timeline';
import { isMet } from './behaviour.js';
import { qualifiedStages } from './stages.js';

/**
 * Whether a touch after a lead's creation may change what definitions make of it: sales touched the person, or points, an
 * intent or a stage ask for such a touch. Touches before the creation always may.
 */
export function concernsLeads(
  touch: Omit<JourneyTouch, 'rulesVersion' | 'channelRule'>,
  definitions: Definitions,
): boolean {
  return touch.side === 'sales' || behavioursOf(definitions).some((meant) => isMet(touch, meant));
}

const known = new WeakMap<Definitions, Behaviour[]>();

function behavioursOf(definitions: Definitions): Behaviour[] {
  let behaviours = known.get(definitions);
  if (!behaviours) {
    const { stages, scoring } = definitions;
    behaviours = [
      ...[...scoring.rules, ...scoring.intent].map(({ touches }) => touches),
      ...qualifiedStages.flatMap((stage) =>
        stages[stage].flatMap(({ all }) => all.flatMap(({ behaviour }) => behaviour?.touches ?? [])),
      ),
    ];
    known.set(definitions, behaviours);
  }
  return behaviours;
}
