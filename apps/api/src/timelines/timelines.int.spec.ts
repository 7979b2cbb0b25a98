import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import type { TimelineResponse } from './timeline-response.js';

let api: TestApi;
let acme: string;
let other: string;

/** Somebody who clicked an ad, filled in a form under her name, became a lead and a customer; told out of order. */
const story: CloudEvent[] = [
  told('won', 'deal.won.v1', '2026-03-01T08:00:00Z', {
    dealId: 'D-7',
    account: { domain: 'acme.example' },
    contacts: [{ person: { crmIds: ['crm:hubspot:contact:7'] } }],
    amount: { amountMinor: 5000, currency: 'EUR' },
  }),
  told('t-1', 'touchpoint.recorded.v1', '2026-01-02T08:00:00Z', {
    interaction: 'form_submit',
    person: { email: 'jane@acme.example' },
  }),
  told('lead', 'lead.created.v1', '2026-01-03T08:00:00Z', {
    leadId: 'L-1',
    person: { email: 'jane@acme.example', crmIds: ['crm:hubspot:contact:7'] },
  }),
  told('t-2', 'touchpoint.recorded.v1', '2026-01-01T08:00:00Z', {
    interaction: 'ad_click',
    person: { anonymousId: 'a-1' },
    source: 'google',
    medium: 'cpc',
    campaign: 'brand',
  }),
  told('t-3', 'touchpoint.recorded.v1', '2026-01-01T08:00:00Z', {
    interaction: 'ad_click',
    person: { anonymousId: 'a-2' },
  }),
  told('link', 'identity.linked.v1', '2026-01-02T08:00:01Z', {
    person: { anonymousId: 'a-1', email: 'jane@acme.example' },
  }),
];

function told(id: string, type: string, time: string, data: object): CloudEvent {
  return { specversion: '1.0', id, source: 'test', type, time, data };
}

beforeAll(async () => {
  api = await openApi();
  acme = await api.keyOf('acme');
  other = await api.keyOf('other');
  await api.bench.append('acme', story);
  await api.bench.projector().catchUp();
});
afterAll(() => api.close());

const get = (path: string, key = acme) => api.get(path, key);

describe('timelines', () => {
  const timeline = async (path: string, key = acme) =>
    (await get(`/v1/${path}`, key).expect(200)).body as TimelineResponse;

  it('of a person has the events of all their keys in business order, each with how it was linked', async () => {
    const answer = await timeline('people/email:Jane@acme.example/timeline');
    expect(answer).toMatchObject({
      id: expect.stringMatching(/^per_[0-9a-f]{20}$/),
      order: 'asc',
      nextCursor: null,
    });
    expect(answer.items.map((item) => [item.eventId, item.summary.interaction ?? item.type])).toEqual([
      ['t-2', 'ad_click'],
      ['t-1', 'form_submit'],
      ['link', 'identity.linked.v1'],
      ['lead', 'lead.created.v1'],
      ['won', 'deal.won.v1'],
    ]);
    expect(answer.items[0]).toMatchObject({
      occurredAt: '2026-01-01T08:00:00.000Z',
      person: { id: answer.id },
      summary: { channel: 'paid-search', campaign: 'brand' },
      link: { key: 'anonymous:a-1', via: { eventId: 'link' } },
    });
    expect(answer.items.at(-1)).toMatchObject({
      summary: { dealId: 'D-7', amount: { amountMinor: 5000, currency: 'EUR' } },
    });
    for (const id of [answer.id, 'anonymous:a-1', 'crm:hubspot:contact:7'])
      expect((await timeline(`people/${id}/timeline`)).items).toEqual(answer.items);
    expect(JSON.stringify(answer)).not.toMatch(/jane/i);
  });

  it('of an account has its people and deals', async () => {
    const answer = await timeline('accounts/domain:eu.acme.example/timeline');
    expect(answer.id).toMatch(/^acc_[0-9a-f]{20}$/);
    expect(answer.items.map((item) => item.eventId)).toEqual(['t-2', 't-1', 'link', 'lead', 'won']);
    expect(
      (await timeline(`accounts/${answer.id}/timeline?order=desc`)).items.map((item) => item.eventId),
    ).toEqual(['t-2', 't-1', 'link', 'lead', 'won'].reverse());
  });

  it.each(['asc', 'desc'])('comes page by page (%s), none left out, none twice', async (order) => {
    const path = `people/anonymous:a-1/timeline?order=${order}`;
    const whole = (await timeline(path)).items;
    const paged: TimelineResponse['items'] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await timeline(`${path}&limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it('is not found in another workspace, nor is its cursor taken there or for another query', async () => {
    const { id, nextCursor } = await timeline('people/anonymous:a-1/timeline?limit=1');
    for (const person of [id, 'anonymous:a-1', 'email:jane@acme.example'])
      await get(`/v1/people/${person}/timeline`, other).expect(404);
    await get('/v1/accounts/domain:acme.example/timeline', other).expect(404);
    for (const [path, key] of [
      [`people/anonymous:a-1/timeline?cursor=${nextCursor}`, other],
      [`people/anonymous:a-1/timeline?order=desc&cursor=${nextCursor}`, acme],
      [`people/anonymous:a-2/timeline?cursor=${nextCursor}`, acme],
      [`people/anonymous:a-1/timeline?cursor=junk`, acme],
    ] as const) {
      const { body } = await get(`/v1/${path}`, key).expect(400);
      expect(body.errors).toEqual([{ parameter: 'cursor', detail: 'is not a cursor of this query' }]);
    }
  });

  it.each([
    ['people/jane/timeline', 'id', 'email:<address>'],
    ['accounts/acme/timeline', 'id', 'domain:<host>'],
    ['people/user:42/timeline?limit=0', 'limit', 'at least 1'],
    ['people/user:42/timeline?limit=501', 'limit', 'at most 500'],
    ['people/user:42/timeline?order=up', 'order', 'asc'],
    ['people/user:42/timeline?page=2', 'page', 'limit, order, cursor'],
  ])('refuses %s naming %s', async (path, parameter, detail) => {
    const { body } = await get(`/v1/${path}`).expect(400);
    expect(body.errors).toEqual([{ parameter, detail: expect.stringContaining(detail) }]);
  });
});
