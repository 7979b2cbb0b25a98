import { describe, expect, it } from '@jest/globals';
import {
  created,
  deal,
  factsOf,
  hour,
  pricingView,
  published,
  told,
  touch,
  visitsOf,
} from './lead.fixture.spec.js';

const mql = (...all: object[]) => published({ stages: { mql: [{ name: 'mine', all }] } });

describe('the stages of a lead', () => {
  it('follow the CRM unless agreed otherwise, each with its rule and its event', () => {
    const events = [
      created,
      told(2, 'assigned', 1, { owner: 'ae-1' }),
      told(3, 'qualified', 2),
      told(4, 'contacted', 3),
      told(5, 'accepted', 5),
      told(6, 'converted', 9, { dealId: 'D-1' }),
    ];
    expect(visitsOf(factsOf(events))).toEqual([
      'lead 0-2 created e1',
      'mql 2-5 crm-qualified e3',
      'sal 5-9 crm-accepted e5',
      'sql 9-… crm-converted e6',
    ]);
  });

  it('begin with the creation, also where another event is said to have been before', () => {
    const events = [
      told(1, 'created', 1),
      told(2, 'assigned', 0.5, { owner: 'ae-1' }),
      told(3, 'qualified', 2),
    ];
    expect(visitsOf(factsOf(events))).toEqual(['lead 1-2 created e1', 'mql 2-… crm-qualified e3']);
    const known = [told(1, 'created', 1), told(2, 'snapshot', 0.5, { status: 'new' })];
    expect(visitsOf(factsOf(known))).toEqual(['lead 1-… created e1']);
  });

  it('end with its deal: an opportunity is not left for what the CRM says of the lead', () => {
    const events = [
      created,
      told(2, 'converted', 9, { dealId: 'D-1' }),
      told(3, 'qualified', 60),
      told(4, 'rejected', 61),
    ];
    expect(visitsOf(factsOf(events, [], { deal: deal({ wonAt: hour(90) }) }))).toEqual([
      'lead 0-9 created e1',
      'sql 9-40 crm-converted e2',
      'opportunity 40-90 deal d1',
      'customer 90-… deal-won d2',
    ]);
  });

  it('have an opportunity only from the conversion on where the CRM wrote the deal first', () => {
    const events = [created, told(2, 'converted', 9, { dealId: 'D-1' })];
    expect(visitsOf(factsOf(events, [], { deal: deal({ createdAt: hour(8) }) })).slice(1)).toEqual([
      'sql 9-9 crm-converted e2',
      'opportunity 9-… deal d1',
    ]);
  });

  it('are left when it is rejected or its deal is lost; after that it is a new lead', () => {
    const events = [
      created,
      told(2, 'qualified', 2),
      told(3, 'rejected', 5),
      told(4, 'snapshot', 20, { status: 'qualified' }),
    ];
    expect(visitsOf(factsOf(events))).toEqual([
      'lead 0-2 created e1',
      'mql 2-5 crm-qualified e2',
      'lead 20-20 reopened e4',
      'mql 20-… crm-qualified e4',
    ]);
    const lost = [created, told(2, 'converted', 9, { dealId: 'D-1' }), told(3, 'assigned', 80)];
    expect(visitsOf(factsOf(lost, [], { deal: deal({ lostAt: hour(50) }) })).slice(2)).toEqual([
      'opportunity 40-50 deal d1',
      'lead 80-… reopened e3',
    ]);
    expect(visitsOf(factsOf([created, told(2, 'rejected', 1)], [], { deal: deal() }))).toEqual([
      'lead 0-1 created e1', // a deal of its account is not its own
    ]);
  });

  it('go back where the CRM says so, and only there', () => {
    const events = [
      created,
      told(2, 'qualified', 2),
      told(3, 'accepted', 3),
      told(4, 'snapshot', 6, { status: 'qualified' }),
      told(5, 'contacted', 7),
      told(6, 'snapshot', 8, { status: 'new' }),
    ];
    expect(visitsOf(factsOf(events)).slice(2)).toEqual([
      'sal 3-6 crm-accepted e3',
      'mql 6-8 crm-qualified e4',
      'lead 8-… reopened e6',
    ]);
    // the behaviour is seen again while sales has the lead
    const views = [1, 2, 3, 11, 12, 13].map((at, nth) => pricingView(10 + nth, at));
    const behaviour = { touches: { path: { startsWith: '/pricing' } }, atLeast: 3, withinHours: 48 };
    expect(visitsOf(factsOf([created, told(2, 'accepted', 5)], views, {}, mql({ behaviour })))).toEqual([
      'lead 0-3 created e1',
      'mql 3-5 mine t10 t11 t12',
      'sal 5-… crm-accepted e2',
    ]);
  });

  it('are of the first moment even where a snapshot tells of the lead much later', () => {
    const events = [told(1, 'snapshot', 50, { status: 'new', createdAt: '2026-01-05T10:00:00Z' })];
    expect(visitsOf(factsOf(events))).toEqual(['lead 10-… created e1']);
  });
});

describe('a criterion', () => {
  const views = (...hours: number[]) => hours.map((at, nth) => pricingView(10 + nth, at));
  const behaviour = { touches: { path: { startsWith: '/pricing' } }, atLeast: 3, withinHours: 48 };

  it('of behaviour holds with both ends of the window in', () => {
    expect(visitsOf(factsOf([created], views(2, 20, 50), {}, mql({ behaviour })))).toEqual([
      'lead 0-50 created e1',
      'mql 50-… mine t10 t11 t12',
    ]);
    expect(visitsOf(factsOf([created], views(1.99, 20, 50), {}, mql({ behaviour })))).toHaveLength(1);
  });

  it('counts what was before the lead, from its creation on', () => {
    const before = views(-5, -4, -3);
    expect(visitsOf(factsOf([created], before, {}, mql({ behaviour })))).toEqual([
      'lead 0-0 created e1',
      'mql 0-… mine t10 t11 t12',
    ]);
    expect(visitsOf(factsOf([created], views(-50, -49, -48), {}, mql({ behaviour })))).toHaveLength(1);
  });

  it('counts in a new life only what happened in it', () => {
    const events = [created, told(2, 'rejected', 4), told(3, 'assigned', 5)];
    expect(visitsOf(factsOf(events, views(1, 2, 6), {}, mql({ behaviour }))).at(-1)).toBe(
      'lead 5-… reopened e3',
    );
    expect(visitsOf(factsOf(events, views(1, 6, 7, 8), {}, mql({ behaviour }))).at(-1)).toBe(
      'mql 8-… mine t11 t12 t13',
    );
  });

  it('needs all of its conditions: segment, attributes of the lead before those of the account', () => {
    const conditions = [
      { status: ['qualified'] },
      { segment: { equals: 'Enterprise' } },
      { attribute: { name: 'industry', is: { oneOf: ['energy'] } } },
    ];
    const holds = (data: object, context: object) =>
      factsOf([created, told(2, 'qualified', 1, data)], [], context, mql(...conditions)).stageName.includes(
        'mql',
      );
    const account = { segment: 'enterprise', accountAttributes: { industry: 'Energy' } };
    expect(holds({}, account)).toBe(true);
    expect(holds({}, { ...account, segment: 'mid-market' })).toBe(false);
    expect(holds({ attributes: { industry: 'retail' } }, account)).toBe(false);
    expect(holds({ attributes: { industry: 'ENERGY' } }, { segment: 'enterprise' })).toBe(true);
    expect(holds({}, { segment: 'enterprise' })).toBe(false);
  });

  it('of the score looks at it decayed: two forms at once are 20 points, a month apart 15', () => {
    const forms = (second: number) => [touch(10, 1), touch(11, second)];
    const score = (points: number, second: number) =>
      visitsOf(factsOf([created], forms(second), {}, mql({ scoreAtLeast: points }))).at(-1);
    expect(score(20, 1)).toBe('mql 1-… mine t10 t11');
    expect(score(15, 1 + 30 * 24)).toBe('mql 721-… mine t10 t11');
    expect(score(15.01, 1 + 30 * 24)).toBe('lead 0-… created e1');
  });

  it('is met by what was only seen where the interaction is named', () => {
    const open = touch(10, 1, { interaction: 'email_open', isView: true, channel: 'email' });
    const seen = (touches: object) =>
      factsOf([created], [open], {}, mql({ behaviour: { touches, atLeast: 1, withinHours: 1 } })).stageName;
    expect(seen({ channel: { equals: 'email' } })).toEqual(['lead']);
    expect(seen({ interaction: { equals: 'email_open' } })).toEqual(['lead', 'mql']);
  });
});

describe('what touches say of a lead', () => {
  it('intent fires at the third view of the pricing page in 48 hours, then counts anew', () => {
    const facts = factsOf(
      [created],
      [1, 30, 49, 50, 51, 52].map((at, nth) => pricingView(10 + nth, at)),
    );
    expect(facts.intentAt).toEqual([hour(49), hour(52)]);
    expect(facts.intentRule).toEqual(['pricing-page', 'pricing-page']);
  });

  it('each point has its rule and its event', () => {
    const facts = factsOf([created], [touch(11, 3, { interaction: 'demo', side: 'sales' }), touch(10, 1)]);
    expect([facts.scoreAt, facts.scorePoints, facts.scoreRule, facts.scoreEvent]).toEqual([
      [hour(1), hour(3)],
      [10, 30],
      ['form', 'demo'],
      ['t10', 't11'],
    ]);
  });

  it('sales moments are those from creation on, sent mails and contacts included, each once', () => {
    const sales = (position: number, hours: number, interaction: string, isView = false) =>
      touch(position, hours, { interaction, side: 'sales', isView });
    const facts = factsOf(
      [created, told(2, 'contacted', 6), told(3, 'contacted', 8)],
      [sales(10, -1, 'call'), sales(11, 6, 'call'), sales(12, 4, 'outbound_email_sent', true), touch(13, 5)],
    );
    expect(facts.salesAt).toEqual([hour(4), hour(6), hour(8)]);
  });

  it('it came by the first touch, and by the last that is not direct', () => {
    const facts = factsOf(
      [created],
      [
        touch(10, -9, { channel: 'paid-search', campaign: 'brand' }),
        touch(11, -8, { channel: 'email', campaign: 'may', source: 'news', medium: 'mail' }),
        touch(12, -7, { channel: 'display', isView: true, interaction: 'ad_view' }),
        touch(13, 0),
        touch(14, 1, { channel: 'social' }),
      ],
    );
    expect(facts).toMatchObject({
      ...{ firstChannel: 'paid-search', firstCampaign: 'brand' },
      ...{ channel: 'email', campaign: 'may', source: 'news', medium: 'mail' },
    });
    expect(factsOf([created], [touch(10, -1)]).channel).toBe('direct');
    expect(factsOf([created], [touch(10, 1)])).toMatchObject({ firstChannel: '', channel: '' });
  });

  it('names the definitions that it depends on', () => {
    const versionOf = (rules: Parameters<typeof published>[0]) =>
      factsOf([created], [], {}, published(rules)).rulesVersion;
    expect(versionOf({ stages: {}, scoring: {} })).toBe(2);
    expect(versionOf({ scoring: {}, sla: {} })).toBe(2);
    expect(versionOf({ stages: {}, attribution: {} })).toBe(1);
  });
});
