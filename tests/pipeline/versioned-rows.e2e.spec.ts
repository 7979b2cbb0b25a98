import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { openWorkbench, type Workbench } from '../support/workbench.js';

const time = (day: number, hour = 12) => new Date(Date.UTC(2026, 2, day, hour)).toISOString();
const person = { email: 'ann@alpha.example' };
const account = { domain: 'alpha.example', crmIds: ['crm:x:account:1'] };
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

describe('rows of deals, subscriptions and leads', () => {
  let bench: Workbench;
  let events = 0;
  beforeAll(async () => {
    bench = await openWorkbench();
  });
  afterAll(() => bench.close());

  const event = (type: string, day: number, data: object, hour?: number): CloudEvent => ({
    specversion: '1.0',
    id: `e${++events}`,
    source: 'test',
    type: `${type}.v1`,
    time: time(day, hour),
    data,
  });

  /** Publishes each as a commit of its own, and projects them in small batches and reviews. */
  async function told(workspace: string, ...told: CloudEvent[]): Promise<void> {
    await bench.append(workspace, told, 1);
    await bench.projector({ batchEvents: 2, reviewConversions: 2 }).catchUp();
  }

  async function versions<Row extends object>(
    workspace: string,
    table: string,
    columns: string,
  ): Promise<Row[]> {
    return bench.clickhouse.query<Row>({
      name: `${table}_versions`,
      sql: `SELECT ${columns} FROM ${table} WHERE workspace = {workspace:String} ORDER BY version`,
      params: { workspace },
    });
  }

  it('a deal has a version for what changed it, by its own events or by others', async () => {
    await told(
      'deals',
      event('deal.created', 1, {
        dealId: 'D',
        account,
        contacts: [{ person }],
        stage: 'first',
        amount: { amountMinor: 1000, currency: 'USD' },
      }),
      event('deal.snapshot', 2, { dealId: 'D', status: 'open', stage: 'first' }),
      event('deal.stage_changed', 3, { dealId: 'D', stage: 'second' }),
      event('fx.rate_set', 3, { from: 'USD', to: 'EUR', day: '2026-03-01', rate: '0.5' }),
      event('account.updated', 4, { account: { ...account, segment: 'smb' } }),
      event('touchpoint.recorded', 4, { interaction: 'form_submit', person }),
      event('deal.lost', 5, { dealId: 'D', reason: 'price' }),
      event('deal.deleted', 6, { dealId: 'D' }),
    );
    expect(
      await versions(
        'deals',
        'deals',
        'version, is_live, status, stage_name, value_minor, segment, lost_reason, close_day, length(contact_person) AS contacts',
      ),
    ).toEqual(
      [
        ['1', 1, 'open', ['first'], null, '', '', null],
        ['3', 1, 'open', ['first', 'second'], null, '', '', null],
        ['4', 1, 'open', ['first', 'second'], '500', '', '', null],
        ['5', 1, 'open', ['first', 'second'], '500', 'smb', '', null],
        ['7', 1, 'lost', ['first', 'second'], '500', 'smb', 'price', '2026-03-05'],
        ['8', 0, 'deleted', ['first', 'second'], '500', 'smb', '', null],
      ].map(([version, is_live, status, stage_name, value_minor, segment, lost_reason, close_day]) => ({
        ...{ version, is_live, status, stage_name, value_minor, segment, lost_reason, close_day },
        contacts: '1',
      })),
    );
  });

  it('a subscription tells what it pays from which moment on', async () => {
    const subscription = { subscriptionId: 'S', account };
    await told(
      'subscriptions',
      event('subscription.started', 1, { ...subscription, monthly: eur(100) }),
      event('subscription.expanded', 5, { ...subscription, monthly: eur(150) }),
      event('subscription.churned', 9, subscription),
      event('subscription.contracted', 3, { ...subscription, monthly: eur(80) }),
    );
    const rows = await versions('subscriptions', 'subscriptions', 'version, status, change_monthly_minor');
    expect(rows).toEqual([
      { version: '1', status: 'active', change_monthly_minor: ['100'] },
      { version: '2', status: 'active', change_monthly_minor: ['100', '150'] },
      { version: '3', status: 'churned', change_monthly_minor: ['100', '150', '0'] },
      { version: '4', status: 'churned', change_monthly_minor: ['100', '80', '150', '0'] },
    ]);
  });

  it('a lead follows its events, touches, account, deal and the definitions', async () => {
    const lead = { leadId: 'L', person };
    const call = { interaction: 'call', person: { anonymousId: 'laptop' } };
    const stages = {
      rule: 'stages',
      definition: {
        mql: [{ name: 'energy', all: [{ attribute: { name: 'industry', is: { equals: 'energy' } } }] }],
      },
    };
    await told(
      'leads',
      event('touchpoint.recorded', 1, {
        interaction: 'form_submit',
        person,
        source: 'google',
        medium: 'cpc',
        campaign: 'brand',
      }),
      event('lead.created', 2, lead),
      event('touchpoint.recorded', 3, { interaction: 'email_sent', person }),
      event('touchpoint.recorded', 3, call, 14),
      event('identity.linked', 3, { person, also: { anonymousId: 'laptop' } }),
      event('account.updated', 4, { account: { ...account, segment: 'smb' } }),
      event('account.updated', 4, { account, attributes: { industry: 'energy' } }, 13),
      event('rule.published', 5, stages),
      event('rule.published', 5, { ...stages }, 13),
      event('deal.created', 6, { dealId: 'D', account, amount: eur(100) }),
      event('deal.won', 7, { dealId: 'D' }),
    );
    const rows = await versions<Record<string, unknown>>(
      'leads',
      'leads',
      'version, segment, channel, campaign, stage_name, stage_rule, length(sales_at) AS sales, length(score_at) AS scores',
    );
    const origin = { channel: 'paid-search', campaign: 'brand', scores: '1' };
    expect(rows).toEqual(
      [
        ['2', '', ['lead'], ['created'], '0'],
        ['5', '', ['lead'], ['created'], '1'],
        ['6', 'smb', ['lead'], ['created'], '1'],
        ['8', 'smb', ['lead', 'mql'], ['created', 'energy'], '1'],
        ['10', 'smb', ['lead', 'mql', 'opportunity'], ['created', 'energy', 'deal'], '1'],
        [
          '11',
          'smb',
          ['lead', 'mql', 'opportunity', 'customer'],
          ['created', 'energy', 'deal', 'deal-won'],
          '1',
        ],
      ].map(([version, segment, stage_name, stage_rule, sales]) => ({
        ...{ version, segment, stage_name, stage_rule, sales },
        ...origin,
      })),
    );
  });

  it('a lead has its clocks judged anew by another agreement, or another time zone of it', async () => {
    const nine = [{ from: '09:00', to: '17:00' }];
    const sla = (more: object) => ({ rule: 'sla', definition: { businessHours: { monday: nine }, ...more } });
    await told(
      'clocks',
      event('lead.created', 1, { leadId: 'L', person }),
      event('lead.qualified', 2, { leadId: 'L' }, 8), // a Monday
      event('rule.published', 3, sla({ contactHours: 4 })),
      event('rule.published', 3, sla({ contactHours: 4, teams: [{ name: 'north', owners: ['ae-1'] }] }), 13),
      event('rule.published', 3, {
        rule: 'workspace',
        definition: { currency: 'EUR', timeZone: 'Europe/Berlin' },
      }),
      event('lead.contacted', 9, { leadId: 'L' }, 11),
    );
    const rows = await versions<Record<string, unknown>>(
      'clocks',
      'leads',
      `version, arrayMap(c -> (toString(c.contact_due_at), toString(c.contact_ended_at), c.contact_ms, c.disposition_ms), clocks) AS clocks`,
    );
    const never = '1970-01-01 00:00:00.000';
    expect(rows.map(({ version, clocks }) => [version, clocks])).toEqual([
      ['1', []],
      ['2', [['2026-03-03 08:00:00.000', never, '-1', '-1']]],
      ['3', [['2026-03-02 13:00:00.000', never, '-1', '-1']]],
      ['5', [['2026-03-02 12:00:00.000', never, '-1', '-1']]],
      // 9 to 17 in Berlin, and on the next Monday from 9 to noon
      ['6', [['2026-03-02 12:00:00.000', '2026-03-09 11:00:00.000', `${11 * 3_600_000}`, '-1']]],
    ]);
  });
});
