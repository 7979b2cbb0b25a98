import type { CloudEvent } from '@touchstone/contracts';
import type { TestApi } from '../api.fixture.spec.js';

const told = (id: string, type: string, time: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id, source: 'test', type },
  time,
  data,
});
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const account = (name: string) => ({ domain: `${name}.example` });
const person = (name: string) => ({ email: `jane@${name}.example` });

const touch = (id: string, name: string, time: string, data: object) =>
  told(id, 'touchpoint.recorded.v1', time, { person: person(name), ...data });
const won = (dealId: string, name: string, at: string, amountMinor: number, more: object = {}) =>
  told(`${dealId}-won`, 'deal.won.v1', at, {
    ...{ dealId, account: account(name), contacts: [{ person: person(name), primary: true }] },
    ...{ amount: eur(amountMinor), closedAt: at, ...more },
  });
const subscribed = (subscriptionId: string, name: string, at: string, amountMinor: number) =>
  told(`${subscriptionId}-started`, 'subscription.started.v1', at, {
    ...{ subscriptionId, account: account(name), monthly: eur(amountMinor) },
  });
const spent = (id: string, day: string, data: object) =>
  told(id, 'spend.recorded.v1', `${day}T12:00:00Z`, { day, ...data });

const ad = { interaction: 'ad_click', source: 'google', medium: 'cpc', campaign: 'Brand' };
const webinar = { interaction: 'webinar_attended', contentId: 'roi-webinar' };

/**
 * Three customers of early 2025 in a workspace in Berlin with a margin of 80 %. `a` came by an ad and a webinar, and pays
 * 100.00 a month; `b` by a webinar, and paid 50.00 twice; `c` by nothing known, and brought a deal of 900.00. An ad for
 * 60.00 and tools for 15.00 were paid in January.
 */
export const customerStory: CloudEvent[] = [
  told('rule', 'rule.published.v1', '2024-12-01T08:00:00Z', {
    rule: 'workspace',
    definition: { currency: 'EUR', timeZone: 'Europe/Berlin' },
  }),
  told('margin', 'rule.published.v1', '2024-12-01T08:00:01Z', {
    rule: 'margin',
    definition: { margins: [{ from: '2024-01-01', margin: '0.80' }] },
  }),
  spent('ad', '2025-01-07', {
    ...{ platform: 'google_ads', campaign: 'brand', source: 'google', medium: 'cpc', cost: eur(6000) },
  }),
  spent('tools', '2025-01-08', { platform: 'crm', kind: 'tools', cost: eur(1500) }),
  touch('a-ad', 'a', '2025-01-05T08:00:00Z', ad),
  touch('a-webinar', 'a', '2025-01-08T08:00:00Z', webinar),
  touch('b-webinar', 'b', '2025-01-12T08:00:00Z', webinar),
  told('D-a-created', 'deal.created.v1', '2025-01-06T08:00:00Z', {
    ...{ dealId: 'D-a', account: account('a'), stage: 'Discovery', owner: 'ann' },
  }),
  won('D-a', 'a', '2025-01-10T08:00:00Z', 120_000, { owner: 'ann', stage: 'Closed won' }),
  subscribed('S-a', 'a', '2025-01-10T09:00:00Z', 10_000),
  won('D-b', 'b', '2025-01-20T08:00:00Z', 60_000, { owner: 'bob' }),
  subscribed('S-b', 'b', '2025-01-20T09:00:00Z', 5000),
  won('D-c', 'c', '2025-02-15T08:00:00Z', 90_000, { owner: 'ann' }),
  told('S-b-churned', 'subscription.churned.v1', '2025-03-15T09:00:00Z', {
    ...{ subscriptionId: 'S-b', account: account('b') },
  }),
];

/** Position after which `b` is lost. */
export const beforeChurn = customerStory.length - 1;

export async function tellCustomers(api: TestApi, workspace: string): Promise<void> {
  await api.bench.append(workspace, customerStory, 1);
  await api.bench.projector().catchUp();
}
