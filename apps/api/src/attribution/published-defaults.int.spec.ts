import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { endsAt, tellStory } from '../story.fixture.spec.js';

let api: TestApi;
let acme: string;

beforeAll(async () => {
  api = await openApi();
  acme = await api.keyOf('acme');
  const admin = await api.keyOf('acme', 'admin');
  await tellStory(api, 'acme', 'all');
  const published = {
    attribution: { lookbackDays: 'none', touchScope: 'all' },
    models: { models: [{ name: 'ends', roles: { first: 0.25, last: 0.75 } }] },
  };
  for (const [rule, definition] of Object.entries(published))
    await api.post('/v1/definitions', admin, { rule, definition }).expect(201);
  await api.bench.projector().catchUp();
});
afterAll(() => api.close());

const ask = async (path: string) => (await api.get(path, acme).expect(200)).body;
const window = 'from=2026-03-01&to=2026-04-01';

describe('what a workspace has published', () => {
  it.each([
    `/v1/attribution?${window}`,
    `/v1/attribution/conversions?${window}`,
    `/v1/reconciliation?${window}`,
    '/v1/conversions/D-1/credit?',
    '/v1/restatements?from=0',
  ])('is in force where %s leaves it open, from its position on', async (path) => {
    const now = await ask(path);
    expect(now.report).toMatchObject({
      lookbackDays: null,
      touchScope: 'all',
      scope: 'account',
      halfLifeDays: 7,
    });
    const given = await ask(`${path}&lookbackDays=30&touchScope=sales`);
    expect(given.report).toMatchObject({ lookbackDays: 30, touchScope: 'sales' });
    const before = await ask(`${path}&${path.includes('restatements') ? 'to' : 'asOf'}=${endsAt}`);
    expect(before.report).toMatchObject({ lookbackDays: 90, touchScope: 'marketing' });
  });

  it('has models that every question takes by name, and names those there are', async () => {
    const { touches, models } = await ask('/v1/conversions/D-1/credit?model=custom:ends');
    expect(models).toEqual([{ model: 'custom:ends', creditMinor: '20003', reason: null }]);
    expect(touches[0].credit['custom:ends']).toMatchObject({ roles: ['first'], fraction: '1/4' });
    const report = await ask(`/v1/attribution?${window}&model=custom:ends`);
    expect(report.totals['custom:ends'].crmMinor).toBe(
      (
        BigInt(report.totals['custom:ends'].attributedMinor) +
        BigInt(report.totals['custom:ends'].unattributedMinor)
      ).toString(),
    );
    const { body } = await api.get(`/v1/attribution?${window}&model=custom:other`, acme).expect(400);
    expect(body.detail).toContain('published are: ends');
  });
});
