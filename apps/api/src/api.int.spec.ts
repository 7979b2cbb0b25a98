import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import type { AttributionAnswer } from '@touchstone/attribution';
import type { CloudEvent } from '@touchstone/contracts';
import { EventLog, HashedLookups, moveCheckpoint, type NewEvent } from '@touchstone/event-log';
import { FactsLoader } from '@touchstone/facts';
import { configureHttp, createLogger, inTransaction, migratePostgres } from '@touchstone/runtime';
import request from 'supertest';
import { journeyFact } from '../../../tests/support/fact-examples.js';
import { openWorkbench, piiKey, type Workbench } from '../../../tests/support/workbench.js';
import { ApiModule, mountDocuments } from './index.js';
import type { TimelineResponse } from './timelines/timeline-response.js';

let bench: Workbench;
let app: NestExpressApplication;
let keys: { acme: string; story: string; other: string; writer: string };

const recordedAt = [Date.UTC(2026, 3, 1, 8), Date.UTC(2026, 3, 2, 8)] as const;

/** An event whose content does not matter here. */
const event = (workspace: string, eventId: string, more: Partial<NewEvent> = {}): NewEvent => ({
  workspace,
  source: 'web',
  eventId,
  type: 'identity.linked.v1',
  stream: `person:${eventId}`,
  occurredAt: 0,
  receivedAt: 0,
  data: {},
  links: { people: [], accounts: [] },
  contentHash: createHash('sha256').update(eventId).digest('hex'),
  ...more,
});

/** A log of two commits, positions 1-3 and 4-5, the workspace's settings at 1; projected up to the first or the second. */
async function fillLog(workspace: string, projectedTo: number): Promise<void> {
  let now: number = recordedAt[0];
  const log = new EventLog(bench.pool, () => now);
  const settings = {
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    ownDomains: [],
    excludedReferrers: [],
    extraChannels: [],
  };
  const rule = { type: 'rule.published.v1', stream: 'rule:workspace' } as const;
  await log.append({
    events: [
      event(workspace, 'settings', { ...rule, data: { rule: 'workspace', definition: settings } }),
      event(workspace, 'a'),
      event(workspace, 'b'),
    ],
  });
  now = recordedAt[1];
  await log.append({ events: [event(workspace, 'c'), event(workspace, 'd')] });
  await inTransaction(bench.pool, (client) => moveCheckpoint(client, workspace, 'facts', projectedTo));
}

async function fillFacts(workspace: string): Promise<void> {
  const touches = (channels: string[], campaigns: string[]) => ({
    touchAt: channels.map((_, nth) => Date.UTC(2026, 2, 1 + nth)),
    touchPosition: channels.map((_, nth) => nth + 1),
    touchChannel: channels,
    touchInteraction: channels.map(() => 'ad_click'),
    touchSource: channels.map(() => ''),
    touchMedium: channels.map(() => ''),
    touchCampaign: campaigns,
    touchContent: channels.map(() => ''),
    touchFlags: channels.map(() => 0),
    touchReach: channels.map(() => 0),
    touchPerson: channels.map(() => 'per_1'),
  });
  const deal = (version: number, amount: bigint, more: Partial<ReturnType<typeof journeyFact>>) =>
    journeyFact({
      workspace,
      version,
      amountMinor: amount,
      valueMinor: amount,
      valueAtConversionMinor: amount,
      ...more,
    });
  const won = touches(['paid-search', 'webinar', 'webinar'], ['=cmd', '', 'spring']);
  await new FactsLoader(bench.clickhouse).load({
    workspace,
    fromPosition: 1,
    toPosition: 5,
    touches: [],
    spend: [],
    journeys: [
      deal(3, 10_000n, { conversionId: 'D-1', convertedAt: Date.UTC(2026, 2, 30), ...won }),
      deal(5, 20_000n, { conversionId: 'D-1', convertedAt: Date.UTC(2026, 2, 30), ...won }),
      deal(3, 501n, { conversionId: 'D-2', convertedAt: Date.UTC(2026, 2, 31, 22, 30) }),
    ],
  });
}

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
  bench = await openWorkbench();
  const { pool, clickhouse } = bench;
  await migratePostgres(bench.databaseUrl, accessMigrations);
  const apiKeys = new ApiKeys(pool);
  const keyOf = async (workspace: string, scope: 'query:read' | 'ingest:write') =>
    (await apiKeys.create(workspace, 'test', [scope])).key;
  keys = {
    acme: await keyOf('acme', 'query:read'),
    story: await keyOf('story', 'query:read'),
    other: await keyOf('other', 'query:read'),
    writer: await keyOf('acme', 'ingest:write'),
  };
  await bench.append('story', story);
  await bench.projector().catchUp();
  await fillLog('acme', 5);
  await fillFacts('acme');
  await fillLog('slow', 3);
  class TestApp {}
  const parts = { pool, clickhouse, keys: apiKeys, personalData: new HashedLookups(piiKey) };
  app = await NestFactory.create<NestExpressApplication>(
    { module: TestApp, imports: [ApiModule.with(parts)] },
    { logger: false },
  );
  configureHttp(app, createLogger('test', 'silent'));
  mountDocuments(app);
  await app.init();
});

afterAll(async () => {
  await app.close();
  await bench.close();
});

const get = (path: string, key: string | null = keys.acme) => {
  const call = request(app.getHttpServer()).get(path);
  return key === null ? call : call.set('authorization', `Bearer ${key}`);
};
const window = 'from=2026-03-01&to=2026-04-01';
const report = async (query: string) =>
  (await get(`/v1/attribution?${query}`).expect(200)).body as AttributionAnswer;

describe('GET /v1/attribution', () => {
  it('credits the newest amounts, names every parameter, and sums to the CRM', async () => {
    const answer = await report(`${window}&model=linear,last`);
    expect(answer.report).toEqual({
      models: ['linear', 'last'],
      groupBy: ['channel'],
      from: '2026-02-28T23:00:00.000Z',
      to: '2026-03-31T22:00:00.000Z',
      conversion: 'deal.won',
      lookbackDays: 90,
      scope: 'account',
      touchScope: 'marketing',
      countViews: false,
      halfLifeDays: 7,
      value: 'latest',
      asOf: 5,
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
    });
    expect(answer.rows.map(({ model, channel, creditMinor }) => [model, channel, creditMinor])).toEqual([
      ['linear', 'webinar', '13333'],
      ['linear', 'paid-search', '6667'],
      ['last', 'webinar', '20000'],
    ]);
    expect(answer.totals['last']).toMatchObject({
      attributedMinor: '20000',
      unattributedMinor: '0',
      crmMinor: '20000',
    });
  });

  it('takes times as well as days, half-open, and repeated parameters', async () => {
    const answer = await report('from=2026-03-31T22:30:00Z&to=2026-04-01T00:31:00%2B02:00&model=first');
    expect(answer.totals['first']).toMatchObject({ crmMinor: '501', unattributedMinor: '501' });
    expect(answer.unattributed).toEqual([
      { model: 'first', reason: 'no_touch', amountMinor: '501', conversions: 1 },
    ]);
    const ended = await report('from=2026-03-31T00:00:00Z&to=2026-03-31T22:30:00Z&model=first&model=last');
    expect(ended.report.models).toEqual(['first', 'last']);
    expect(ended.totals['last']).toMatchObject({ crmMinor: '0', crmConversions: 0 });
  });

  it.each([
    ['asOf=5', 5, '20000'],
    ['asOf=4', 3, '10000'], // inside the second commit
    ['asOf=3', 3, '10000'],
    ['asOf=2', 0, '0'],
    ['asOf=0', 0, '0'],
    [`asOf=${new Date(recordedAt[1]).toISOString()}`, 5, '20000'],
    [`asOf=${new Date(recordedAt[1] - 1).toISOString()}`, 3, '10000'],
    ['asOf=2026-04-02', 3, '10000'], // the start of the day in Berlin
  ])('answers %s as position %i', async (asOf, position, crmMinor) => {
    const answer = await report(`${window}&model=last&${asOf}`);
    expect(answer.report.asOf).toBe(position);
    expect(answer.totals['last']!.crmMinor).toBe(crmMinor);
  });

  it.each([
    [`${window}&asOf=6`, 'asOf', 'beyond the end of the log, which is at position 5'],
    [`${window}&asOf=2999-01-01`, 'asOf', 'beyond the end of the log'],
    [`${window}&asOf=-1`, 'asOf', 'is a position in the log, an RFC 3339 time or a day'],
    [`${window}&asOf=1e3`, 'asOf', 'is a position in the log, an RFC 3339 time or a day'],
    [`${window}&model=best`, 'model', 'first, last, last_non_direct, linear, u_shaped, time_decay'],
    [`${window}&groupBy=channel,colour`, 'groupBy', 'channel, campaign, source, medium, interaction, month'],
    [`${window}&models=first`, 'models', 'model, groupBy, from, to, conversion'],
    [`${window}&conversion=deal.lost`, 'conversion', 'lead.created'],
    [`${window}&lookbackDays=-1`, 'lookbackDays', 'above 0'],
    [`${window}&lookbackDays=NaN`, 'lookbackDays', 'above 0, or none'],
    [`${window}&scope=all`, 'scope', 'account, contacts, primary'],
    [`${window}&touchScope=none`, 'touchScope', 'marketing, sales, all'],
    [`${window}&countViews=yes`, 'countViews', 'true, false'],
    [`${window}&halfLifeDays=0`, 'halfLifeDays', 'above 0'],
    [`${window}&value=best`, 'value', 'latest, at_conversion'],
    [`${window}&from=2026-01-01`, 'from', 'more than once'],
    ['to=2026-04-01', 'from', 'is missing'],
    ['from=yesterday&to=2026-04-01', 'from', 'YYYY-MM-DD'],
    ['from=2026-01-01&to=2026-04-01T00:00:00', 'to', 'RFC 3339'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    const answer = await get(`/v1/attribution?${query}`).expect(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ status: 400, code: 'invalid_request', retry: false });
    expect(answer.body.errors).toEqual([{ parameter, detail: expect.stringContaining(detail) }]);
  });

  it('refuses a window that ends before it starts', async () => {
    const answer = await get('/v1/attribution?from=2026-04-01&to=2026-03-01').expect(400);
    expect(answer.body.detail).toContain('ends (2026-03-01) before it starts (2026-04-01)');
  });

  it('answers CSV where it is asked for, labels that look like formulas neutralised', async () => {
    const answer = await get(`/v1/attribution?${window}&groupBy=channel,campaign`)
      .set('accept', 'text/csv')
      .expect(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      vary: expect.stringContaining('Accept'),
    });
    expect(answer.text.split('\r\n')).toEqual([
      'model,channel,campaign,reason,creditMinor,currency,conversions,asOf',
      "linear,paid-search,'=cmd,,6667,EUR,0.333333333,5",
      'linear,webinar,(none),,6667,EUR,0.333333333,5',
      'linear,webinar,spring,,6666,EUR,0.333333333,5',
      '',
    ]);
    expect((await get(`/v1/attribution?${window}`).set('accept', 'image/png').expect(406)).body.status).toBe(
      406,
    );
  });
});

describe('timelines', () => {
  const timeline = async (path: string, key = keys.story) =>
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
      await get(`/v1/people/${person}/timeline`, keys.other).expect(404);
    await get('/v1/accounts/domain:acme.example/timeline', keys.other).expect(404);
    for (const [path, key] of [
      [`people/anonymous:a-1/timeline?cursor=${nextCursor}`, keys.other],
      [`people/anonymous:a-1/timeline?order=desc&cursor=${nextCursor}`, keys.story],
      [`people/anonymous:a-2/timeline?cursor=${nextCursor}`, keys.story],
      [`people/anonymous:a-1/timeline?cursor=junk`, keys.story],
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

describe('keys', () => {
  it('are needed, and need the scope to read', async () => {
    expect((await get('/v1/attribution', null).expect(401)).headers['www-authenticate']).toBe('Bearer');
    expect((await get('/v1/attribution', 'tsk_junk').expect(401)).body.code).toBe('unauthenticated');
    expect((await get('/v1/attribution', keys.writer).expect(403)).body.detail).toContain('query:read');
    await get('/v1/people/user:42/timeline', keys.writer).expect(403);
    await get('/v1/accounts/domain:acme.example/timeline', null).expect(401);
  });

  it('say whose rows are seen: another workspace gets none of these', async () => {
    const answer = (await get(`/v1/attribution?${window}`, keys.other).expect(200)).body as AttributionAnswer;
    expect(answer).toMatchObject({ rows: [], unattributed: [], report: { asOf: 0 } });
    expect(answer.totals['linear']).toMatchObject({ crmMinor: '0', crmConversions: 0 });
    await get(`/v1/attribution?${window}&asOf=1`, keys.other).expect(400);
  });

  it('of a workspace whose projection is behind get 503 beyond it', async () => {
    const { key } = await new ApiKeys(bench.pool).create('slow', 'test', ['query:read']);
    const answer = await get(`/v1/attribution?${window}&asOf=5`, key).expect(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body.detail).toContain('at position 3, not yet at 5');
    expect((await get(`/v1/attribution?${window}`, key).expect(200)).body.report.asOf).toBe(3);
  });
});

describe('documents', () => {
  it('need no key: the links, OpenAPI 3.1, and a page whose parts all come from here', async () => {
    const links = (await get('/', null).expect(200)).body;
    expect(links).toMatchObject({ documents: '/docs', openapi: '/openapi.json' });
    const { body } = await get('/openapi.json', null).expect(200);
    expect(body.openapi).toBe('3.1.0');
    const page = await get('/docs', null).expect(200);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const asset of assets) {
      expect(asset).not.toMatch(/^https?:|^\/\//);
      await get(new URL(asset, 'http://x/docs').pathname, null).expect(200);
    }
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });

  it('describe every route that is there', async () => {
    const { body } = await get('/openapi.json', null);
    const documented = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(documented).toEqual([
      'get /',
      'get /v1/accounts/{id}/timeline',
      'get /v1/attribution',
      'get /v1/people/{id}/timeline',
    ]);
    expect(
      routesOf(app)
        .filter((route) => !/\/(docs|openapi)/.test(route))
        .sort(),
    ).toEqual(documented.sort());
  });
});

/** Routes as the HTTP server has them, in OpenAPI's spelling. */
function routesOf(running: NestExpressApplication): string[] {
  type Layer = { route?: { path: string; methods: Record<string, boolean> } };
  const { router } = running.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return router.stack.flatMap(({ route }) =>
    route
      ? Object.keys(route.methods).map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)
      : [],
  );
}
