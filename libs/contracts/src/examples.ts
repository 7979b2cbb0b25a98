import type { RuleName } from './definition.v1.js';
import type { EventTypeName } from './event-types.js';

const person = { email: 'jane@acme.example', crmIds: ['crm:hubspot:contact:701'] };
const account = { domain: 'acme.example', crmIds: ['crm:hubspot:account:88'], name: 'Acme' };
const amount = { amountMinor: 1250000, currency: 'EUR' };
const lead = { leadId: 'L-1001', person };
const deal = { dealId: 'D-7', account };
const subscription = { subscriptionId: 'S-9', account, plan: 'team' };

/** One valid `data` of `rule.published.v1` for every rule. */
export const ruleExamples = {
  workspace: {
    rule: 'workspace',
    definition: { currency: 'EUR', timeZone: 'Europe/Berlin', ownDomains: ['touchstone.example'] },
  },
  channels: {
    rule: 'channels',
    definition: {
      rules: [
        {
          channel: 'review-sites',
          when: { referrerHost: { oneOf: ['www.g2.com', 'www.capterra.com'] } },
        },
        {
          channel: 'brand-search',
          when: { campaign: { startsWith: 'brand-' }, clickId: ['gclid', 'msclkid'] },
        },
      ],
    },
  },
  interactions: {
    rule: 'interactions',
    definition: {
      interactions: [
        { name: 'workshop_attended', side: 'marketing' },
        { name: 'chat', side: 'sales', view: false },
      ],
    },
  },
  attribution: {
    rule: 'attribution',
    definition: { lookbackDays: 180, halfLifeDays: 14, scope: 'contacts', touchScope: 'all' },
  },
  models: {
    rule: 'models',
    definition: {
      models: [
        {
          name: 'late-stage',
          roles: { first: 0.2, opp: 0.4, last: 0.3, middle: 0.1 },
          interactions: { demo: 2, page_view: 0.5 },
        },
      ],
    },
  },
  margin: {
    rule: 'margin',
    definition: {
      margins: [
        { from: '2025-01-01', margin: '0.78' },
        { from: '2026-01-01', margin: '0.80' },
      ],
    },
  },
  stages: {
    rule: 'stages',
    definition: {
      mql: [
        { name: 'crm-qualified', all: [{ status: ['qualified'] }] },
        {
          name: 'engaged-enterprise',
          all: [
            { segment: { equals: 'enterprise' } },
            { behaviour: { touches: { path: { startsWith: '/pricing' } }, atLeast: 3, withinHours: 48 } },
          ],
        },
        {
          name: 'scored-energy',
          all: [
            { scoreAtLeast: 50 },
            { attribute: { name: 'industry', is: { oneOf: ['energy', 'utilities'] } } },
          ],
        },
      ],
      sal: [{ name: 'crm-accepted', all: [{ status: ['accepted'] }] }],
      sql: [{ name: 'crm-converted', all: [{ status: ['converted'] }] }],
    },
  },
  scoring: {
    rule: 'scoring',
    definition: {
      rules: [
        { name: 'demo', touches: { interaction: { equals: 'demo' } }, points: 40, halfLifeDays: 30 },
        { name: 'careers', touches: { path: { startsWith: '/careers' } }, points: -20 },
      ],
      intent: [
        { name: 'pricing-page', touches: { path: { startsWith: '/pricing' } }, atLeast: 3, withinHours: 48 },
      ],
    },
  },
  sla: {
    rule: 'sla',
    definition: {
      timeZone: 'Europe/Berlin',
      businessHours: {
        monday: [{ from: '09:00', to: '17:00' }],
        tuesday: [{ from: '09:00', to: '17:00' }],
        wednesday: [{ from: '09:00', to: '17:00' }],
        thursday: [{ from: '09:00', to: '17:00' }],
        friday: [{ from: '09:00', to: '15:00' }],
      },
      holidays: ['2026-12-25'],
      contactHours: 8,
      teams: [{ name: 'new-business', owners: ['ae-1', 'ae-2'] }],
      rejectionReasons: ['student', 'competitor', 'no budget'],
    },
  },
} satisfies Record<RuleName, Record<string, unknown>>;

/** One valid `data` for every event type; documents show them and tests publish them. */
export const examples: Record<EventTypeName, Record<string, unknown>> = {
  'touchpoint.recorded.v1': {
    interaction: 'ad_click',
    person: { anonymousId: 'a-81f3' },
    source: 'google',
    medium: 'cpc',
    campaign: 'brand-q1',
    clickIds: { gclid: 'Cj0KCQ' },
    page: { url: 'https://touchstone.example/pricing', path: '/pricing', title: 'Pricing' },
  },
  'identity.linked.v1': { person: { anonymousId: 'a-81f3', email: 'jane@acme.example' } },
  'identity.unlinked.v1': {
    person: { anonymousId: 'a-81f3', email: 'jane@acme.example' },
    reason: 'shared computer',
  },
  'lead.created.v1': { ...lead, account, owner: 'sdr-3' },
  'lead.assigned.v1': { ...lead, owner: 'ae-1' },
  'lead.contacted.v1': { ...lead, owner: 'ae-1' },
  'lead.qualified.v1': lead,
  'lead.accepted.v1': { ...lead, owner: 'ae-1' },
  'lead.rejected.v1': { ...lead, reason: 'student' },
  'lead.disqualified.v1': { ...lead, reason: 'no budget' },
  'lead.converted.v1': { ...lead, dealId: 'D-7' },
  'lead.snapshot.v1': { ...lead, status: 'qualified', createdAt: '2026-01-12T08:00:00.000Z' },
  'deal.created.v1': {
    ...deal,
    contacts: [{ person, primary: true, role: 'decision maker' }],
    pipeline: 'new-business',
    stage: 'discovery',
    amount,
    owner: 'ae-1',
  },
  'deal.stage_changed.v1': { ...deal, stage: 'proposal' },
  'deal.amount_changed.v1': { ...deal, amount: { amountMinor: 1400000, currency: 'EUR' } },
  'deal.contact_added.v1': { ...deal, contacts: [{ person: { email: 'joe@acme.example' } }] },
  'deal.won.v1': { ...deal, amount, closedAt: '2026-03-31' },
  'deal.lost.v1': { ...deal, closedAt: '2026-03-31T16:00:00.000Z', reason: 'price' },
  'deal.reopened.v1': { ...deal, reason: 'signed by mistake' },
  'deal.deleted.v1': { ...deal, reason: 'entered twice' },
  'deal.snapshot.v1': { ...deal, status: 'won', stage: 'closedwon', amount, closedAt: '2026-03-31' },
  'account.updated.v1': { account: { ...account, segment: 'mid-market' } },
  'account.targeted.v1': { account, list: 'abm-2026' },
  'account.untargeted.v1': { account, list: 'abm-2026' },
  'subscription.started.v1': {
    ...subscription,
    monthly: { amountMinor: 90000, currency: 'EUR' },
    dealId: 'D-7',
  },
  'subscription.renewed.v1': subscription,
  'subscription.expanded.v1': { ...subscription, monthly: { amountMinor: 120000, currency: 'EUR' } },
  'subscription.contracted.v1': { ...subscription, monthly: { amountMinor: 60000, currency: 'EUR' } },
  'subscription.churned.v1': subscription,
  'spend.recorded.v1': {
    platform: 'google_ads',
    account: '123-456-7890',
    campaign: 'brand-q1',
    day: '2026-03-01',
    kind: 'media',
    cost: { amountMinor: 18240, currency: 'EUR' },
    source: 'google',
    medium: 'cpc',
    clicks: 112,
  },
  'fx.rate_set.v1': { from: 'USD', to: 'EUR', day: '2026-03-31', rate: '0.9214' },
  'rule.published.v1': ruleExamples.workspace,
  'period.closed.v1': {
    period: '2026-03',
    position: 48213,
    from: '2026-02-28T23:00:00.000Z',
    to: '2026-03-31T22:00:00.000Z',
    note: 'Reported to the board.',
  },
};
