import { channels, type JourneyRow } from '@touchstone/facts';
import { journeyFact } from './fact-examples.js';

/** A journey with the leads of its buying group and its account's segment. */
export interface GeneratedJourney extends JourneyRow {
  leadAt: number[];
  leadId: string[];
  leadReach: number[];
  segment: string;
}

/** The same numbers for the same seed: mulberry32. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const day = 86_400_000;

/**
 * Journeys of every kind of trouble: none to many touches, touches at one moment and at the edges of the lookback,
 * leads and creations before, among, at and after the touches, or none, refunds, single cents and the largest amounts, no
 * rate, no identity, views, sales touches, other currencies, several versions and tombstones.
 */
export function generatedJourneys(count: number, seed: number, workspace = 'acme'): GeneratedJourney[] {
  const random = numbersFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(of: readonly T[]) => of[below(of.length)]!;
  const amounts = [
    () => 0n,
    () => BigInt(below(20)),
    () => BigInt(below(10_000_000)),
    () => BigInt(below(10_000_000)),
    () => -BigInt(below(10_000_000)),
    () => 9_007_199_254_740_991n - BigInt(below(1000)),
  ];
  const rows: GeneratedJourney[] = [];
  for (let at = 0; at < count; at++) {
    const convertedAt = Date.UTC(2025, 0, 1) + below(365 * day);
    const size = oneOf([0, 1, 2, 3, below(8), below(30), at % 997 === 0 ? 5000 : 5]);
    const ages = Array.from({ length: size }, () =>
      oneOf([
        0,
        90 * day,
        90 * day + 1,
        7 * day,
        14 * day,
        below(100 * day),
        below(100 * day),
        below(900 * day),
      ]),
    ).sort((a, b) => b - a);
    const value = oneOf(amounts)();
    const touches = <T>(make: () => T) => ages.map(make);
    /** A moment where a role could lie: at a touch, beside one, anywhere. */
    const moment = () =>
      convertedAt - oneOf([oneOf([...ages, 0]), oneOf([...ages, 1]) - 1, below(100 * day), below(900 * day)]);
    const leads = Array.from({ length: below(4) }, moment).sort((a, b) => a - b);
    const createdAt = random() < 0.1 ? null : moment();
    const row: GeneratedJourney = {
      ...journeyFact({
        workspace,
        convertedAt,
        conversionId: `D-${at}`,
        version: 1 + below(1000),
        amountMinor: value,
        valueMinor: random() < 0.05 ? null : value,
        valueAtConversionMinor: value + 5n,
        currency: oneOf(['EUR', 'USD']),
        reportCurrency: random() < 0.02 ? 'USD' : 'EUR',
        hasIdentity: random() > 0.05,
        isLive: random() > 0.05,
        touchAt: ages.map((age) => convertedAt - age),
        touchPosition: ages.map((_, index) => index + 1),
        touchChannel: touches(() => oneOf(random() < 0.4 ? ['direct'] : channels)),
        touchInteraction: touches(() => oneOf(['page_view', 'form_submit', 'call'])),
        touchSource: touches(() => oneOf(['google', 'linkedin', ''])),
        touchMedium: touches(() => oneOf(['cpc', 'email', ''])),
        touchCampaign: touches(() => oneOf(['brand', "it's", ''])),
        touchContent: touches(() => oneOf(['paper', ''])),
        touchFlags: touches(() => oneOf([0, 0, 0, 1, 2, 3])),
        touchReach: touches(() => oneOf([1, 3, 4, 4, 5, 7])),
        touchPerson: touches(() => `p${below(5)}`),
        createdAt,
        owner: oneOf(['ann', 'bob', '']),
        pipeline: oneOf(['new', 'renewal']),
      }),
      leadAt: leads,
      leadId: leads.map((_, nth) => `L-${nth}`),
      leadReach: leads.map(() => oneOf([1, 3, 4, 5, 7])),
      segment: oneOf(['smb', 'enterprise', '']),
    };
    rows.push(row);
    if (random() < 0.3)
      rows.push({
        ...row,
        version: row.version + 1 + below(500),
        isLive: random() > 0.3,
        valueMinor: value - 3n,
      });
  }
  return rows;
}
