import { describe, expect, it } from '@jest/globals';
import { eventTypes, ruleExamples, ruleNames } from './index.js';

const { schema } = eventTypes['rule.published.v1'];
const publish = (rule: string, definition: unknown) => schema.safeParse({ rule, definition });
/** Where a definition is wrong, and why. */
const problem = (rule: string, definition: unknown) =>
  publish(rule, definition).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a published rule', () => {
  it.each(ruleNames)('%s has an example that is valid', (rule) => {
    expect(problem(rule, ruleExamples[rule].definition)).toBeUndefined();
  });

  it('is one of those there are', () => {
    expect(problem('colours', {})).toEqual([`rule: is not a rule; send one of ${ruleNames.join(', ')}`]);
    expect(problem('channels', { currency: 'EUR', timeZone: 'UTC' })).not.toBeUndefined();
  });
});

describe('own channel rules', () => {
  const rule = (when: object) => ({ rules: [{ channel: 'Review-Sites', when }] });

  it.each(['(unattributed)', ' (Unmapped) '])('name no channel %j', (channel) => {
    const rules = [{ channel, when: { source: { equals: 'g2' } } }];
    const settings = { currency: 'EUR', timeZone: 'UTC', extraChannels: [channel] };
    for (const found of [problem('channels', { rules }), problem('workspace', settings)])
      expect(found).toEqual([
        expect.stringContaining('a channel is not called (unattributed) or (unmapped)'),
      ]);
  });

  it('are kept in lower case', () => {
    expect(publish('channels', rule({ source: { equals: ' G2 ' } })).data).toMatchObject({
      definition: { rules: [{ channel: 'review-sites', when: { source: { equals: 'g2' } } }] },
    });
  });

  it.each([
    [{}, 'a rule has at least one condition: source, medium, campaign, referrerHost, interaction, clickId'],
    [{ source: {} }, 'a condition has at least one of equals, startsWith, contains, oneOf'],
    [{ source: { equals: '' } }, 'an empty text matches nothing'],
    [{ source: { oneOf: [] } }, 'a list of at least one text'],
    [{ source: { matches: 'g' } }, 'matches is not known; allowed are equals, startsWith, contains, oneOf'],
    [{ sourse: { equals: 'g' } }, /^sourse is not known; allowed are source, medium/],
    [{ clickId: [] }, 'a list of at least one click id'],
    [{ clickId: ['gclid', 'dclid'] }, /^a click id is one of gclid, wbraid/],
  ])('need conditions that can hold: %j', (when, text) => {
    const found = publish('channels', rule(when)).error!.issues;
    expect(found[0]!.message).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  });

  it('are at most 500', () => {
    const rules = (count: number) => ({
      rules: Array.from({ length: count }, () => ({ channel: 'a', when: { source: { equals: 'b' } } })),
    });
    expect(problem('channels', rules(500))).toBeUndefined();
    expect(problem('channels', rules(501))).toEqual(['definition.rules: at most 500 rules']);
  });
});

describe('own interactions', () => {
  it.each([
    [[{ name: 'workshop', side: 'marketing' }], undefined],
    [[{ name: 'Workshop', side: 'marketing' }], /snake_case/],
    [[{ name: 'workshop', side: 'product' }], /side is marketing or sales/],
    [[{ name: 'workshop', side: 'sales', stars: 1 }], /stars is not known; allowed are name, side, view/],
    [['sales', 'marketing'].map((side) => ({ name: 'chat', side })), /every interaction is named once/],
  ])('%j', (interactions, text) => {
    const found = problem('interactions', { interactions });
    if (text === undefined) expect(found).toBeUndefined();
    else expect(found?.[0]).toMatch(text);
  });
});

describe('attribution defaults', () => {
  it.each([
    [{}, undefined],
    [{ lookbackDays: 'none' }, undefined],
    [{ lookbackDays: 0 }, /lookbackDays is above 0/],
    [{ lookbackDays: 'all' }, /or none/],
    [{ halfLifeDays: 0 }, /halfLifeDays is above 0/],
    [{ halfLifeDays: 40_000 }, /at most 36500/],
    [{ scope: 'everybody' }, /allowed are account, contacts, primary/],
    [{ currency: 'EUR' }, /currency is not known; allowed are lookbackDays/],
  ])('%j', (definition, text) => {
    const found = problem('attribution', definition);
    if (text === undefined) expect(found).toBeUndefined();
    else expect(found?.[0]).toMatch(text);
  });
});

describe('custom models', () => {
  const model = (more: object) => ({ models: [{ name: 'mine', roles: { first: 1 }, ...more }] });

  it('fill in the roles that they leave out', () => {
    expect(publish('models', model({})).data).toMatchObject({
      definition: { models: [{ roles: { first: 1, last: 0, lead: 0, opp: 0, middle: 0 } }] },
    });
  });

  it.each([
    [model({ roles: { first: 0.000001, opp: 100 } }), undefined],
    [model({ interactions: { demo: 0, workshop: 2.5 } }), undefined],
    [model({ roles: { first: -0.1 } }), /from 0 to 100, with at most 6 decimals/],
    [model({ roles: { first: 100.1 } }), /from 0 to 100/],
    [model({ roles: { first: 0.0000001 } }), /at most 6 decimals/],
    [model({ roles: { first: 0, last: 0 } }), /is above 0/],
    [model({ roles: { second: 1 } }), /second is not known; allowed are first, last, lead, opp, middle/],
    [model({ interactions: { Demo: 1 } }), /definition/],
    [model({ name: 'Mine' }), /lower-case/],
    [{ models: [...model({}).models, ...model({}).models] }, /a name of its own/],
  ])('%j', (definition, text) => {
    const found = problem('models', definition);
    if (text === undefined) expect(found).toBeUndefined();
    else expect(found?.[0]).toMatch(text);
  });
});

describe('stages', () => {
  const mql = (...all: object[]) => ({ mql: [{ name: 'mine', all }] });
  const pricing = { path: { startsWith: '/Pricing' } };

  it('that are left out follow the CRM; texts are kept in lower case', () => {
    const behaviour = { touches: pricing, atLeast: 3, withinHours: 48 };
    expect(publish('stages', mql({ behaviour })).data).toMatchObject({
      definition: {
        mql: [{ all: [{ behaviour: { touches: { path: { startsWith: '/pricing' } } } }] }],
        sal: [{ name: 'crm-accepted', all: [{ status: ['accepted'] }] }],
        sql: [{ name: 'crm-converted', all: [{ status: ['converted'] }] }],
      },
    });
  });

  it.each([
    [mql({ status: ['qualified'] }), undefined],
    [{ mql: [] }, /at least one criterion/],
    [mql(), /at least one condition/],
    [mql({}), /exactly one of status, behaviour, segment, attribute, scoreAtLeast/],
    [mql({ status: ['new'], scoreAtLeast: 5 }), /exactly one of status/],
    [mql({ status: ['won'] }), /a status is one of new, assigned, contacted/],
    [mql({ status: [] }), /a list of at least one status/],
    [
      mql({ behaviour: { touches: {}, atLeast: 1, withinHours: 1 } }),
      /interaction, path, contentId, channel/,
    ],
    [mql({ behaviour: { touches: pricing, atLeast: 0, withinHours: 1 } }), /atLeast is from 1 to 1000/],
    [mql({ behaviour: { touches: pricing, atLeast: 1, withinHours: 0 } }), /withinHours is above 0/],
    [mql({ attribute: { name: '', is: { equals: 'x' } } }), /an attribute has a name/],
    [{ mql: [...mql({ scoreAtLeast: 1 }).mql, ...mql({ scoreAtLeast: 2 }).mql] }, /a name of its own/],
    [{ won: [] }, /won is not known; allowed are mql, sal, sql/],
  ])('%j', (definition, text) => {
    const found = problem('stages', definition);
    if (text === undefined) expect(found).toBeUndefined();
    else expect(found?.[0]).toMatch(text);
  });
});

describe('scoring', () => {
  const demo = { name: 'demo', touches: { interaction: { equals: 'demo' } } };

  it('has rules of everybody’s where a list is left out', () => {
    const { definition } = publish('scoring', { rules: [] }).data as { definition: { intent: object[] } };
    expect(definition).toMatchObject({ rules: [], intent: [{ atLeast: 3, withinHours: 48 }] });
  });

  it.each([
    [{ rules: [{ ...demo, points: -5 }] }, undefined],
    [{ rules: [{ ...demo, points: 0 }] }, /points are not 0/],
    [{ rules: [{ ...demo, points: 1.5 }] }, /points are a whole number/],
    [{ rules: [{ ...demo, points: 5, halfLifeDays: 0 }] }, /halfLifeDays is above 0/],
    [{ rules: [{ ...demo, points: 5, touches: {} }] }, /at least one condition/],
    [{ rules: [1, 2].map((points) => ({ ...demo, points })) }, /a name of its own/],
    [{ intent: [{ ...demo, atLeast: 2 }] }, /withinHours/],
  ])('%j', (definition, text) => {
    const found = problem('scoring', definition);
    if (text === undefined) expect(found).toBeUndefined();
    else expect(found?.[0]).toMatch(text);
  });
});

describe('terms of the service-level agreement', () => {
  const monday = (...stretches: [string, string][]) => ({
    businessHours: { monday: stretches.map(([from, to]) => ({ from, to })) },
  });

  it('are 24, 1 and 48 hours around the clock unless agreed otherwise', () => {
    expect(publish('sla', {}).data).toMatchObject({
      definition: {
        ...{ contactHours: 24, highIntentContactHours: 1, dispositionHours: 48 },
        businessHours: { sunday: [{ from: '00:00', to: '24:00' }] },
      },
    });
    expect(publish('sla', monday(['09:00', '12:00'], ['13:00', '17:00'])).data).toMatchObject({
      definition: { businessHours: { tuesday: [] } },
    });
  });

  it.each([
    [{ timeZone: 'Mars/Base' }, /IANA name/],
    [monday(['17:00', '09:00']), /from is before to/],
    [monday(['9:00', '17:00']), /HH:MM/],
    [monday(['09:00', '13:00'], ['12:00', '17:00']), /do not overlap/],
    [monday(), /at least one day has business hours/],
    [{ businessHours: { funday: [] } }, /funday is not known; allowed are monday/],
    [{ holidays: ['25.12.2026'] }, /YYYY-MM-DD/],
    [{ contactHours: 0 }, /contactHours is above 0/],
    [{ teams: ['a', 'b'].map((name) => ({ name, owners: ['ae-1'] })) }, /an owner is in one team/],
  ])('%j', (definition, text) => {
    expect(problem('sla', definition)?.[0]).toMatch(text);
  });
});

describe('a touch', () => {
  const touch = (interaction: unknown) =>
    eventTypes['touchpoint.recorded.v1'].schema.safeParse({ interaction, person: { email: 'a@b.example' } });

  it.each(['page_view', 'workshop_attended', 'v2_demo'])('takes any interaction: %s', (name) => {
    expect(touch(name).success).toBe(true);
  });
  it.each(['Page View', 'page-view', '_x', 'x_', '1st', '', 7])('refuses %j', (name) => {
    expect(touch(name).success).toBe(false);
  });
});

describe('gross margins', () => {
  const of = (...margins: object[]) => problem('margin', { margins });

  it('are decimal strings from 0 to 1, each from a day of its own', () => {
    expect(of({ from: '2026-01-01', margin: '0.805' }, { from: '2025-01-01', margin: '1' })).toBeUndefined();
    expect(of()).toBeUndefined();
    expect(of({ from: '2026-01-01', margin: '0.8' }, { from: '2026-01-01', margin: '0.7' })).toEqual([
      'definition.margins: every margin has a day of its own',
    ]);
  });

  it.each([
    [{ from: '2026-01-01', margin: 0.8 }, 'a margin is a decimal string such as "0.80"'],
    [
      { from: '2026-01-01', margin: '1.01' },
      'a margin is a decimal string from "0" to "1", at most 6 decimals',
    ],
    [
      { from: '2026-01-01', margin: '80%' },
      'a margin is a decimal string from "0" to "1", at most 6 decimals',
    ],
    [{ from: '2026-02-30', margin: '0.8' }, 'a day is YYYY-MM-DD'],
    [{ from: '2026-01-01', margin: '0.8', until: '' }, 'until is not known; allowed are from, margin'],
  ])('refuse %j', (margin, text) => {
    expect(of(margin)![0]).toMatch(new RegExp(`: ${text.replace(/[.]/g, '\\.')}$`));
  });
});
