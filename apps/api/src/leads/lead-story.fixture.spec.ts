import type { CloudEvent } from '@touchstone/contracts';
import type { TestApi } from '../api.fixture.spec.js';

const told = (id: string, type: string, time: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id, source: 'crm', type: `${type}.v1`, time, data },
});
const person = (name: string) => ({ email: `${name}@${name}.example` });
const account = (name: string) => ({
  domain: `${name}.example`,
  segment: name === 'bea' ? 'smb' : 'enterprise',
});
const lead = (id: string, verb: string, time: string, more: object = {}) =>
  told(`${id}-${verb}-${time}`, `lead.${verb}`, time, { leadId: id, ...more });
const touch = (name: string, time: string, data: object) =>
  told(`${name}-${time}`, 'touchpoint.recorded', time, { person: person(name), ...data });

const nine = [{ from: '09:00', to: '17:00' }];
const rules = [
  { rule: 'workspace', definition: { currency: 'EUR', timeZone: 'Europe/Berlin' } },
  {
    rule: 'sla',
    definition: {
      businessHours: { monday: nine, tuesday: nine, wednesday: nine, thursday: nine, friday: nine },
      holidays: ['2026-04-06'],
      ...{ contactHours: 8, dispositionHours: 16, rejectionReasons: ['student'] },
      teams: [{ name: 'north', owners: ['ae-1'] }],
    },
  },
];

/**
 * Spring 2026 in Berlin. Ann (webinar) is qualified on Friday 27 March at 16:00, assigned at 16:30, called on Monday at
 * 10:00, after the clocks were put forward, accepted at noon, and becomes D-1, won on 20 April for 9,000.00. Bea (paid
 * search) is looking at prices, is qualified on 2 April, before Easter, and called two hours too late; sales rejects her
 * nevertheless, comes back to her on the 20th, and never calls. Cem (no touch) is only a lead.
 */
export const leadStory: CloudEvent[] = [
  ...rules.map((rule) => told(`rule-${rule.rule}`, 'rule.published', '2026-01-01T08:00:00Z', rule)),
  touch('ann', '2026-03-20T09:00:00Z', { interaction: 'webinar_attended', campaign: 'spring' }),
  lead('L-ann', 'created', '2026-03-26T09:00:00Z', { person: person('ann'), account: account('ann') }),
  lead('L-ann', 'qualified', '2026-03-27T15:00:00Z'),
  lead('L-ann', 'assigned', '2026-03-27T15:30:00Z', { owner: 'ae-1' }),
  touch('ann', '2026-03-30T08:00:00Z', { interaction: 'call' }),
  lead('L-ann', 'accepted', '2026-03-30T10:00:00Z'),
  lead('L-ann', 'converted', '2026-04-01T10:00:00Z', { dealId: 'D-1' }),
  told('D-1-created', 'deal.created', '2026-04-01T10:00:00Z', {
    ...{ dealId: 'D-1', account: account('ann'), contacts: [{ person: person('ann'), primary: true }] },
    ...{ amount: { amountMinor: 900_000, currency: 'EUR' }, owner: 'ae-1' },
  }),
  told('D-1-won', 'deal.won', '2026-04-20T10:00:00Z', { dealId: 'D-1', closedAt: '2026-04-20T10:00:00Z' }),
  ...['08:00', '09:00', '10:00'].map((time) =>
    touch('bea', `2026-04-01T${time}:00Z`, {
      ...{ interaction: 'page_view', page: { path: '/pricing' }, source: 'google', medium: 'cpc' },
    }),
  ),
  lead('L-bea', 'created', '2026-04-02T08:00:00Z', { person: person('bea'), account: account('bea') }),
  // Thursday 16:00; Good Friday is a working day here, Easter Monday none
  lead('L-bea', 'qualified', '2026-04-02T14:00:00Z', { owner: 'ae-2' }),
  touch('bea', '2026-04-03T09:00:00Z', { interaction: 'call' }),
  lead('L-bea', 'rejected', '2026-04-07T08:00:00Z', { reason: 'too small' }),
  lead('L-bea', 'assigned', '2026-04-20T08:00:00Z', { owner: 'ae-1' }),
  lead('L-cem', 'created', '2026-04-10T08:00:00Z', { person: person('cem') }),
];

/** Tells the story in the log of a workspace, an event a commit, and projects it. */
export async function tellLeadStory(api: TestApi, workspace: string): Promise<void> {
  await api.bench.append(workspace, leadStory, 1);
  await api.bench.projector().catchUp();
}
