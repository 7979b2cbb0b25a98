import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { accountIdOf } from '@touchstone/timeline';
import { forgetProjections, type Projector } from '@touchstone/projector';
import { dumpProjections } from '../support/dump.js';
import { openWorkbench, type Workbench } from '../support/workbench.js';
import { at, crm, event } from './events.fixture.spec.js';

const workspace = 'acme';
const lead = (leadId: string, person: object, occurredAt: number, id?: string): CloudEvent =>
  event('lead.created', occurredAt, { leadId, person }, id);

const ann = { email: 'ann@alpha.example' };
const zoe = { email: 'zoe@gmail.com' };
const bob = { email: 'bob@beta.example' };
/** Of alpha by the domain of the e-mail alone. */
const abe = { email: 'abe@alpha.example' };

describe('leads and segments of journeys', () => {
  let bench: Workbench;
  let projector: Projector;

  /** Takes events in as one commit. @returns the versions that it made, as `kind id cause event`. */
  async function take(...events: CloudEvent[]): Promise<string[]> {
    const before = (await bench.reader.heads())[0]?.position ?? 0;
    await bench.append(workspace, events);
    await projector.catchUp();
    const rows = await bench.clickhouse.query<{ said: string }>({
      name: 'new_versions',
      sql: `SELECT concat(kind, ' ', conversion_id, ' ', cause, ' ', cause_event_id) AS said FROM journeys
        WHERE version > {before:UInt64} ORDER BY said`,
      params: { before },
    });
    return rows.map(({ said }) => said);
  }

  /** Leads of a deal's win, as `id day reach`, and the segment of its account. */
  async function now(dealId: string): Promise<{ leads: string[]; segment: string }> {
    const [row] = await bench.clickhouse.query<{ leads: string[]; segment: string }>({
      name: 'now',
      sql: `SELECT arrayMap((id, at, reach) -> concat(id, ' ', toString(toDate(at)), ' ', toString(reach)),
          lead_id, lead_at, lead_reach) AS leads, segment
        FROM journeys WHERE kind = 'deal.won' AND conversion_id = {dealId:String} ORDER BY version DESC LIMIT 1`,
      params: { dealId },
    });
    return row!;
  }
  const both = (deal: string, cause: string, by: string): string[] =>
    ['deal.created', 'deal.won'].map((kind) => `${kind} ${deal} ${cause} ${by}`);

  beforeAll(async () => {
    bench = await openWorkbench();
    projector = bench.projector();
    await take(
      lead('L1', ann, at(1, 10)),
      event('touchpoint.recorded', at(1, 12), { interaction: 'form_submit', person: abe }),
      event('touchpoint.recorded', at(1, 13), { interaction: 'form_submit', person: bob }),
      ...[
        {
          dealId: 'D1',
          account: { ...crm(1), domain: 'alpha.example', segment: 'smb' },
          contacts: [{ person: zoe, primary: true }],
        },
        { dealId: 'D2', account: { ...crm(2), domain: 'beta.example' } },
      ].flatMap((deal) => [
        event('deal.created', at(2, 1), { ...deal, amount: { amountMinor: 100_00, currency: 'EUR' } }),
        event('deal.won', at(3, 1), { dealId: deal.dealId, closedAt: '2026-03-01' }),
      ]),
      event('subscription.started', at(2, 20), {
        subscriptionId: 'S1',
        account: crm(2),
        monthly: { amountMinor: 9_00, currency: 'EUR' },
      }),
    );
  });
  afterAll(() => bench.close());

  it('has the leads of the group up to the creation of the deal, with how near their person is', async () => {
    expect(await now('D1')).toEqual({ leads: ['L1 2026-01-10 4'], segment: 'smb' });
    expect(await now('D2')).toEqual({ leads: [], segment: '' });
    expect(await take(lead('L2', zoe, at(1, 11), 'of a contact'))).toEqual([
      ...both('D1', 'lead_changed', 'of a contact'),
      'lead.created L2 created of a contact',
    ]);
    expect((await now('D1')).leads).toEqual(['L1 2026-01-10 4', 'L2 2026-01-11 7']);
  });

  it('gets a late lead of somebody who is of the account by e-mail only, at the moment of the deal as well', async () => {
    expect(await take(lead('L3', abe, at(2, 1), 'late'))).toEqual([
      ...both('D1', 'lead_changed', 'late'),
      'lead.created L3 created late',
    ]);
    expect(await take(lead('L4', abe, at(2, 1) + 1, 'after'))).toEqual(['lead.created L4 created after']);
    expect((await now('D1')).leads).toEqual(['L1 2026-01-10 4', 'L2 2026-01-11 7', 'L3 2026-02-01 4']);
  });

  it('moves a lead with its person, from one deal to the others', async () => {
    const moved = event('lead.assigned', at(2, 3), { leadId: 'L3', owner: 'kim', person: bob }, 'moved');
    expect(await take(moved)).toEqual([
      'deal.created D1 lead_changed moved',
      'deal.created D2 lead_changed moved',
      'deal.won D1 lead_changed moved',
      'deal.won D2 lead_changed moved',
      'lead.created L3 contact_added moved',
      'subscription.started S1 lead_changed moved',
    ]);
    expect((await now('D1')).leads).toEqual(['L1 2026-01-10 4', 'L2 2026-01-11 7']);
    expect((await now('D2')).leads).toEqual(['L3 2026-02-01 4']);
    expect(await take(event('lead.contacted', at(2, 4), { leadId: 'L3' }))).toEqual([]);
  });

  it('follows its person into another and out again', async () => {
    const link = { person: { anonymousId: 'laptop' }, also: bob };
    await take(lead('L5', { anonymousId: 'laptop' }, at(1, 20)));
    expect((await now('D2')).leads).toEqual(['L3 2026-02-01 4']);
    expect(await take(event('identity.linked', at(3, 2), link, 'linked'))).toEqual(
      expect.arrayContaining(both('D2', 'identity_linked', 'linked')),
    );
    expect((await now('D2')).leads).toEqual(['L5 2026-01-20 4', 'L3 2026-02-01 4']);
    await take(event('identity.unlinked', at(3, 3), link, 'unlinked'));
    expect((await now('D2')).leads).toEqual(['L3 2026-02-01 4']);
  });

  it('has the newest segment of the account, whichever of its names it was given by', async () => {
    const say = (occurredAt: number, account: object, id: string) =>
      take(event('account.updated', occurredAt, { account }, id));
    expect(await say(at(3, 5), { domain: 'alpha.example', segment: 'enterprise' }, 'grown')).toEqual(
      both('D1', 'account_changed', 'grown'),
    );
    expect((await now('D1')).segment).toBe('enterprise');
    expect(await say(at(3, 4), { ...crm(1), segment: 'mid' }, 'older')).toEqual([]);
    expect(await say(at(3, 6), { ...crm(1), segment: 'enterprise' }, 'again')).toEqual([]);
    expect(await say(at(3, 7), crm(1), 'silent')).toEqual([]);
    expect((await now('D1')).segment).toBe('enterprise');
  });

  it('takes that of the account that a deal goes to', async () => {
    const give = event('account.updated', at(3, 8), { account: { ...crm(7), segment: 'public' } });
    expect(await take(give)).toEqual([]);
    const none = event('account.updated', at(3, 9), { account: { domain: 'beta.example', segment: '' } });
    expect(await take(none)).toEqual([]);
    const deal = event(
      'deal.snapshot',
      at(3, 10),
      { dealId: 'D2', status: 'won', account: crm(7) },
      'other account',
    );
    expect(await take(deal)).toEqual(both('D2', 'account_changed', 'other account'));
    expect(await now('D2')).toEqual({ leads: [], segment: 'public' });
  });

  it('lets the facts know of everybody of an account, also when two names turn out to be one', async () => {
    const cy = { email: 'cy@gamma.example' };
    const accounts = async () => {
      const rows = await bench.clickhouse.query<{ accounts: string[] }>({
        name: 'accounts_of_a_domain',
        sql: `SELECT account_id AS accounts FROM person_keys WHERE account_id = [{gamma:String}] OR account_id = [{nine:String}]
          ORDER BY version`,
        params: {
          gamma: accountIdOf(workspace, 'domain:gamma.example'),
          nine: accountIdOf(workspace, 'crm:x:account:9'),
        },
      });
      return rows.flatMap((row) => row.accounts);
    };
    await take(event('account.updated', at(3, 11), { account: crm(9) }));
    await take(event('touchpoint.recorded', at(3, 12), { interaction: 'form_submit', person: cy }));
    await take(event('touchpoint.recorded', at(3, 13), { interaction: 'form_submit', person: cy }));
    expect(await accounts()).toEqual([accountIdOf(workspace, 'domain:gamma.example')]);
    await take(event('account.updated', at(3, 14), { account: { ...crm(9), domain: 'gamma.example' } }));
    expect(await accounts()).toEqual(
      ['domain:gamma.example', 'crm:x:account:9'].map((key) => accountIdOf(workspace, key)),
    );
    const alone = event('touchpoint.recorded', at(3, 15), {
      interaction: 'form_submit',
      person: { anonymousId: 'alone' },
    });
    const rows = () => bench.clickhouse.query({ name: 'rows', sql: 'SELECT count() AS n FROM person_keys' });
    const before = await rows();
    await take(alone);
    expect(await rows()).toEqual(before);
  });

  it('is the same when all is rebuilt, in batches of any size', async () => {
    const live = await dumpProjections(bench.pool, bench.clickhouse);
    for (const batchEvents of [1000, 3]) {
      await forgetProjections(bench.pool, bench.clickhouse);
      await bench.projector({ batchEvents }).catchUp();
      expect(await dumpProjections(bench.pool, bench.clickhouse)).toEqual(live);
    }
  });
});
