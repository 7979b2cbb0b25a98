import { tombstoneOf } from '@touchstone/facts';
import { generatedJourneys, type GeneratedJourney } from '../../../tests/support/generated-journeys.js';

/** The same numbers for the same seed. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = (state * 48_271) % 2_147_483_647) % limit;
}

const noLeads = { leadAt: [], leadId: [], leadReach: [], segment: '' };
const day = 86_400_000;
const causes = ['late_touch', 'amount_changed', 'identity_linked', 'rate', 'stage_changed'] as const;

/**
 * Histories of conversions as a projector writes them: each conversion has versions at growing positions, where touches
 * come and go, amounts and rates change, it moves, ends and comes back. Positions are up to 1000.
 */
export function generatedHistories(count: number, seed: number, workspace: string): GeneratedJourney[] {
  const below = numbersFrom(seed);
  const journeys = generatedJourneys(count * 4, seed, workspace).filter((row) => row.isLive);
  const rows: GeneratedJourney[] = [];
  for (let nth = 0; nth < count; nth++) {
    let standing: GeneratedJourney | null = null;
    let version = 1 + below(300);
    for (let step = below(6) + 1; step > 0 && version <= 1000; step--, version += 1 + below(300)) {
      const head = {
        conversionId: `H-${nth}`,
        version,
        causeEventId: `event-${version}`,
        causePosition: version,
      };
      const cause = standing ? causes[below(causes.length)]! : 'won';
      const next: GeneratedJourney = { ...journeys[below(journeys.length)]!, ...head, cause };
      if (standing) {
        const { convertedAt } = standing;
        const moves = below(4) === 0;
        const ends = !moves && below(5) === 0;
        if (moves || ends) {
          const why = ends ? (['reopened', 'deleted', 'lost'] as const)[below(3)]! : 'date_changed';
          rows.push({ ...tombstoneOf(standing, { ...head, cause: why }), ...noLeads });
          standing = null;
          if (ends) continue;
          rows.push((standing = shifted(next, convertedAt + (1 + below(60)) * day, 'date_changed')));
          continue;
        }
        rows.push((standing = shifted(next, convertedAt, cause)));
        continue;
      }
      rows.push((standing = next));
    }
  }
  return rows;
}

/** The same journey, so much earlier or later. */
function shifted(
  row: GeneratedJourney,
  convertedAt: number,
  cause: GeneratedJourney['cause'],
): GeneratedJourney {
  const by = convertedAt - row.convertedAt;
  const all = (moments: number[]) => moments.map((at) => at + by);
  const moved = { touchAt: all(row.touchAt), leadAt: all(row.leadAt) };
  return { ...row, convertedAt, cause, ...moved };
}
