import {
  type CloudEvent,
  EnvelopeSchema,
  eventTypes,
  type EventTypeName,
  identifiersOf,
  type InteractionName,
  interactions,
  namingOf,
  type Person,
  registrableDomain,
} from '@touchstone/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { demoScale, generateDemo } from './generate.js';

const end = new Date('2026-06-30T12:00:00.000Z');
let events: CloudEvent[];
let cpuSeconds: number;

beforeAll(() => {
  const before = process.cpuUsage();
  events = generateDemo({ seed: 1, end });
  cpuSeconds = process.cpuUsage(before).user / 1e6;
});

const ofType = (type: EventTypeName) => events.filter((event) => event.type === type);
const ids = (type: EventTypeName, field: string) =>
  new Set(ofType(type).map(({ data }) => (data as Record<string, unknown>)[field]));

/** The key of the person component that each identifier belongs to. */
function components(): (person: Person) => string {
  const parents = new Map<string, string>();
  const root = (key: string): string => {
    const parent = parents.get(key) ?? key;
    return parent === key ? key : root(parent);
  };
  const keysOf = (person: Person) => identifiersOf(person).map(({ kind, value }) => `${kind}:${value}`);
  for (const { data } of events)
    for (const { identifiers } of namingOf(data as Record<string, unknown>).people) {
      const keys = identifiers.map(({ kind, value }) => `${kind}:${value}`);
      for (const key of keys) parents.set(root(key), root(keys[0] as string));
    }
  return (person) => root(keysOf(person)[0] ?? '');
}

describe('the demo', () => {
  it('has only events that the contracts accept', () => {
    const refused = events.filter(
      (event) =>
        !EnvelopeSchema.safeParse(event).success ||
        !eventTypes[event.type as EventTypeName].schema.safeParse(event.data).success,
    );
    expect(refused).toEqual([]);
  });

  it('starts with the settings of the workspace', () => {
    expect(events[0]?.type).toBe('rule.published.v1');
    expect(events[0]?.data).toMatchObject({ definition: { currency: 'EUR', timeZone: 'Europe/Berlin' } });
  });

  it('spans eighteen months and knows nothing of the future', () => {
    const times = events.map(({ time }) => time).sort();
    expect(times[0]).toBe('2024-12-30T00:00:00.000Z');
    expect(times.at(-1)! <= end.toISOString()).toBe(true);
    expect(times.at(-1)!.slice(0, 10)).toBe('2026-06-30');
  });

  it('is made in a few seconds', () => {
    expect(cpuSeconds).toBeLessThan(8);
  });

  it('has the size that it promises', () => {
    const size = demoScale();
    expect(ids('lead.created.v1', 'leadId').size).toBe(size.leads);
    expect(ids('deal.created.v1', 'dealId').size).toBe(900);
    expect(ids('deal.won.v1', 'dealId').size).toBe(size.newBusiness.won + size.expansions.won);
    expect(ids('deal.lost.v1', 'dealId').size).toBe(size.newBusiness.lost + size.expansions.lost);
    expect(ofType('touchpoint.recorded.v1').length).toBeGreaterThan(40_000);
    expect(ofType('touchpoint.recorded.v1').length).toBeLessThan(50_000);
  });

  it('has two thousand accounts with domains that do not collapse', () => {
    const domains = ofType('account.updated.v1').map(
      ({ data }) => (data as { account: { domain: string } }).account.domain,
    );
    expect(new Set(domains.map(registrableDomain)).size).toBe(2000);
  });

  it('has some three and a half thousand people, and some devices that nobody can tell whose they are', () => {
    const personOf = components();
    const people = new Set(
      ofType('touchpoint.recorded.v1').map(({ data }) => personOf((data as { person: Person }).person)),
    );
    expect(people.size).toBeGreaterThan(3_300);
    expect(people.size).toBeLessThan(4_200);
  });

  it('lets most won deals have marketing touches in the ninety days before, and a few none', () => {
    const personOf = components();
    const touched = new Map<string, number[]>();
    for (const { data, time } of ofType('touchpoint.recorded.v1')) {
      const { person, interaction } = data as { person: Person; interaction: InteractionName };
      const { side, view } = interactions[interaction];
      if (side !== 'marketing' || view) continue;
      const key = personOf(person);
      touched.set(key, [...(touched.get(key) ?? []), Date.parse(time)]);
    }
    const wonAt = new Map(
      ofType('deal.won.v1').map(({ data, time }) => [(data as { dealId: string }).dealId, Date.parse(time)]),
    );
    const withTouches = ofType('deal.created.v1').filter(({ data }) => {
      const { dealId, contacts } = data as { dealId: string; contacts?: { person: Person }[] };
      const at = wonAt.get(dealId) ?? 0;
      const moments = (contacts ?? []).flatMap(({ person }) => touched.get(personOf(person)) ?? []);
      return moments.some((moment) => moment <= at && moment >= at - 90 * 86_400_000);
    });
    expect(withTouches.length / wonAt.size).toBeGreaterThan(0.75);
    expect(withTouches.length).toBeLessThan(wonAt.size);
  });

  it('pays in two currencies with rates, and names real-looking systems', () => {
    const currencies = new Set(
      ofType('deal.won.v1').map(({ data }) => (data as { amount: { currency: string } }).amount.currency),
    );
    expect([...currencies].sort()).toEqual(['CHF', 'EUR', 'USD']);
    expect(new Set(ofType('fx.rate_set.v1').map(({ data }) => (data as { from: string }).from))).toEqual(
      new Set(['USD']),
    );
    const sources = ['web', 'crm/hubspot', 'billing/stripe', 'ads/google', 'ads/linkedin', 'ads/meta'];
    const others = ['webinars/zoom', 'email/hubspot', 'calls/aircall', 'finance/ledger', 'settings'];
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set([...sources, ...others]));
  });
});

describe('generateDemo', () => {
  const small = (seed: number, until = end) =>
    JSON.stringify(generateDemo({ seed, end: until, scale: 0.02 }));

  it('gives the same bytes for the same seed, and others for another seed or end', () => {
    expect(JSON.stringify(generateDemo({ seed: 1, end }))).toBe(JSON.stringify(events));
    expect(small(1)).toBe(small(1));
    expect(small(1)).not.toBe(small(2));
    expect(small(1)).not.toBe(small(1, new Date('2026-07-01T12:00:00.000Z')));
  });

  it('shrinks with the scale', () => {
    const touches = generateDemo({ seed: 1, end, scale: 0.02 }).filter(
      ({ type }) => type === 'touchpoint.recorded.v1',
    );
    expect(touches.length).toBeGreaterThan(500);
    expect(touches.length).toBeLessThan(1_600);
  });

  it('refuses a scale out of bounds', () => {
    expect(() => generateDemo({ seed: 1, end, scale: 2 })).toThrow(RangeError);
    expect(() => generateDemo({ seed: 1, end, scale: 0 })).toThrow(RangeError);
  });
});
