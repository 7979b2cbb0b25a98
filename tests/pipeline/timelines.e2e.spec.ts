import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { HashedLookups } from '@touchstone/event-log';
import { personIdOf, PostgresTimelines, type Timeline, type TimelinePlace } from '@touchstone/timeline';
import { openWorkbench, piiKey, type Workbench } from '../support/workbench.js';

const workspace = 'acme';
let second = 0;
const event = (type: string, data: object, id: string, at = ++second): CloudEvent => ({
  specversion: '1.0',
  id,
  source: 'test',
  type,
  time: new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
  data,
});
const view = (id: string, person: object) =>
  event(
    'touchpoint.recorded.v1',
    { interaction: 'page_view', person, source: 'x', medium: 'email', campaign: id },
    id,
  );
const keys = new HashedLookups(piiKey);
const jane = keys.keyOf(workspace, { kind: 'email', value: 'jane@acme.example' });
const bob = keys.keyOf(workspace, { kind: 'email', value: 'bob@acme.example' });

describe('timelines', () => {
  let bench: Workbench;
  let timelines: PostgresTimelines;
  const all = { after: null, order: 'asc' as const, limit: 100 };
  const ids = (timeline: Timeline | null) => timeline!.entries.map((entry) => entry.event.eventId);

  beforeAll(async () => {
    bench = await openWorkbench();
    timelines = new PostgresTimelines(bench.pool);
    const shared = { anonymousId: 'shared' };
    await bench.append(workspace, [
      view('first', shared),
      view('jane-in', { ...shared, email: 'jane@acme.example' }),
      view('jane-on', shared),
      view('bob-in', { ...shared, email: 'bob@acme.example' }),
      view('bob-on', shared),
      event('lead.created.v1', { leadId: 'L1', person: { email: 'jane@acme.example' } }, 'lead'),
      event(
        'account.updated.v1',
        { account: { domain: 'acme.example', crmIds: ['crm:x:account:1'] } },
        'account',
      ),
      event(
        'deal.created.v1',
        {
          dealId: 'D1',
          account: { crmIds: ['crm:x:account:1'] },
          contacts: [{ person: { email: 'bob@acme.example' } }],
          amount: { amountMinor: 5, currency: 'EUR' },
        },
        'deal',
      ),
      event(
        'deal.snapshot.v1',
        { dealId: 'D1', status: 'open', amount: { amountMinor: 5, currency: 'EUR' } },
        'same',
      ),
      event('deal.won.v1', { dealId: 'D1' }, 'won'),
      event(
        'touchpoint.recorded.v1',
        { interaction: 'call', person: { email: 'else@other.example' } },
        'else',
      ),
    ]);
    await bench.projector().catchUp();
  });
  afterAll(() => bench.close());

  it('of a person: own visits of a shared computer, and deals and leads the person is in', async () => {
    const janes = await timelines.person(workspace, { key: jane }, all);
    expect(ids(janes)).toEqual(['first', 'jane-in', 'jane-on', 'lead']);
    const bobs = await timelines.person(workspace, { key: bob }, all);
    expect(ids(bobs)).toEqual(['bob-in', 'bob-on', 'deal', 'won']); // an unchanged snapshot made no difference
    expect(janes!.entries[0]!.link).toEqual({
      key: 'anonymous:shared',
      via: { position: 2, eventId: 'jane-in' },
    });
    expect(bobs!.entries[1]!.link).toEqual({
      key: 'anonymous:shared',
      via: { position: 4, eventId: 'bob-in' },
    });
  });

  it('by public id, also of a key that was merged into another since', async () => {
    const byKey = await timelines.person(workspace, { key: jane }, all);
    expect((await timelines.person(workspace, { id: byKey!.id }, all))!.entries).toEqual(byKey!.entries);
    expect(ids(await timelines.person(workspace, { id: personIdOf(workspace, jane) }, all))).toEqual(
      ids(byKey),
    );
    expect(await timelines.person(workspace, { id: 'per_nobody' }, all)).toBeNull();
    expect(await timelines.person('other', { key: jane }, all)).toBeNull();
  });

  it('of an account: everybody who belongs to it, its deals, what was said of it', async () => {
    const acme = await timelines.account(workspace, { key: 'domain:acme.example' }, all);
    expect(ids(acme)).toEqual([
      'first',
      'jane-in',
      'jane-on',
      'bob-in',
      'bob-on',
      'lead',
      'account',
      'deal',
      'won',
    ]);
    expect((await timelines.account(workspace, { key: 'crm:x:account:1' }, all))!.id).toBe(acme!.id);
  });

  it('in pages of any size and both orders, without a gap or a repetition', async () => {
    const wanted = ids(await timelines.account(workspace, { key: 'domain:acme.example' }, all));
    for (const order of ['asc', 'desc'] as const)
      for (const limit of [1, 2, 4]) {
        const seen: string[] = [];
        let after: TimelinePlace | null = null;
        for (;;) {
          const page: Timeline | null = await timelines.account(
            workspace,
            { key: 'domain:acme.example' },
            { after, order, limit },
          );
          if (page!.entries.length === 0) break;
          seen.push(...ids(page));
          after = page!.entries.at(-1)!.event;
        }
        expect(seen).toEqual(order === 'asc' ? wanted : [...wanted].reverse());
      }
  });
});
