import type { CloudEvent } from '@touchstone/contracts';
import type { TestApi } from './api.fixture.spec.js';

const account = { domain: 'acme.example' };
const jane = { email: 'jane@acme.example' };
const contacts = [{ person: jane, primary: true }];
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const told = (id: string, type: string, time: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id, source: 'test', type },
  time,
  data: data,
});
const touch = (id: string, time: string, data: object) =>
  told(id, 'touchpoint.recorded.v1', time, { person: jane, ...data });
const won = (dealId: string, day: string, amount: object, more: object = {}) =>
  told(`${dealId}-won`, 'deal.won.v1', `${day}T09:00:00Z`, { dealId, amount, closedAt: day, ...more });

const workspace = { currency: 'EUR', timeZone: 'Europe/Berlin' };

/** A quarter as it was reported. D-1 has a journey; the others are a deal each of what a reconciliation has to tell. */
export const reported: CloudEvent[] = [
  told('rule', 'rule.published.v1', '2026-01-01T08:00:00Z', { rule: 'workspace', definition: workspace }),
  touch('t-old', '2025-10-01T08:00:00Z', { interaction: 'content_download', source: 'newsletter' }),
  touch('t-ad', '2026-01-10T08:00:00Z', {
    person: { anonymousId: 'a-1' },
    ...{ interaction: 'ad_click', source: 'google', medium: 'cpc', campaign: 'brand' },
  }),
  touch('t-form', '2026-02-01T08:00:00Z', { interaction: 'form_submit' }),
  told('link', 'identity.linked.v1', '2026-02-01T08:00:01Z', { person: { anonymousId: 'a-1', ...jane } }),
  told('lead', 'lead.created.v1', '2026-02-02T08:00:00Z', { leadId: 'L-1', person: jane, account }),
  told('D-1-created', 'deal.created.v1', '2026-02-10T08:00:00Z', {
    ...{ dealId: 'D-1', account, contacts, amount: eur(9000), owner: 'ae-1', pipeline: 'new' },
  }),
  touch('t-webinar', '2026-03-01T08:00:00Z', { interaction: 'webinar_attended' }),
  touch('t-call', '2026-03-05T08:00:00Z', { interaction: 'call' }),
  touch('t-open', '2026-03-06T08:00:00Z', { interaction: 'email_open' }),
  won('D-1', '2026-03-20', eur(10_001), { account, contacts }),
  won('D-2', '2026-03-25', eur(500)),
  won('D-3', '2026-03-10', { amountMinor: 700, currency: 'USD' }),
  won('D-4', '2026-03-15', eur(-300), { account: { domain: 'other.example' } }),
  won('D-5', '2026-03-12', eur(2000), { account, contacts }),
];

/** What came after. */
export const afterwards: CloudEvent[] = [
  touch('t-late', '2026-03-11T08:00:00Z', { interaction: 'email_click' }),
  told('D-1-amount', 'deal.amount_changed.v1', '2026-04-02T08:00:00Z', {
    dealId: 'D-1',
    amount: eur(20_003),
  }),
  told('D-5-open', 'deal.reopened.v1', '2026-04-03T08:00:00Z', { dealId: 'D-5' }),
  told('rate', 'fx.rate_set.v1', '2026-04-04T08:00:00Z', {
    ...{ from: 'USD', to: 'EUR', day: '2026-03-10', rate: '0.9' },
  }),
  told('D-2-moved', 'deal.snapshot.v1', '2026-04-05T08:00:00Z', {
    ...{ dealId: 'D-2', status: 'won', closedAt: '2026-04-01', amount: eur(500) },
  }),
  told('unlink', 'identity.unlinked.v1', '2026-04-06T08:00:00Z', { person: { anonymousId: 'a-1', ...jane } }),
];

/** Position of the last event that was reported. */
export const reportedAt = reported.length;
export const endsAt = reported.length + afterwards.length;
export const story = [...reported, ...afterwards];

/** Tells the story in the log of a workspace, an event a commit, and projects it. */
export async function tellStory(api: TestApi, workspace: string, part: 'reported' | 'all'): Promise<void> {
  await api.bench.append(workspace, reported, 1);
  if (part === 'all') await api.bench.append(workspace, afterwards, 1);
  await api.bench.projector().catchUp();
}

/** The rest of a story of which the reported part was told. */
export async function goOn(api: TestApi, workspace: string): Promise<void> {
  await api.bench.append(workspace, afterwards, 1);
  await api.bench.projector().catchUp();
}
