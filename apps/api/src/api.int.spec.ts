import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { metrics } from '@touchstone/runtime';
import { openApi, type TestApi } from './api.fixture.spec.js';

let api: TestApi;
let writer: string;

beforeAll(async () => {
  api = await openApi();
  writer = await api.keyOf('acme', 'ingest:write');
});
afterAll(() => api.close());

describe('keys', () => {
  it('are needed, and need the scope to read', async () => {
    expect((await api.get('/v1/attribution').expect(401)).headers['www-authenticate']).toBe('Bearer');
    expect((await api.get('/v1/attribution', 'tsk_junk').expect(401)).body.code).toBe('unauthenticated');
    expect((await api.get('/v1/attribution', writer).expect(403)).body.detail).toContain('query:read');
    await api.get('/v1/people/user:42/timeline', writer).expect(403);
    await api.get('/v1/accounts/domain:acme.example/timeline').expect(401);
  });
});

describe('requests', () => {
  it('are measured by route and status, unknown paths under one name', async () => {
    await api.get('/v1/people/user:42/timeline').expect(401);
    await api.get('/v1/nothing/here').expect(404);
    const text = await metrics.getSingleMetricAsString('touchstone_http_request_duration_seconds');
    expect(text).toMatch(/_count\{method="GET",route="\/v1\/people\/:id\/timeline",status="401"\} [1-9]/);
    expect(text).toMatch(/_count\{method="GET",route="unknown",status="404"\} [1-9]/);
    expect(text).not.toContain('nothing');
  });
});

describe('documents', () => {
  it('need no key: the links, OpenAPI 3.1, and a page whose parts all come from here', async () => {
    const links = (await api.get('/').expect(200)).body;
    expect(links).toMatchObject({ documents: '/docs', openapi: '/openapi.json' });
    const { body } = await api.get('/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    const page = await api.get('/docs').expect(200);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const asset of assets) {
      expect(asset).not.toMatch(/^https?:|^\/\//);
      await api.get(new URL(asset, 'http://x/docs').pathname).expect(200);
    }
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });

  it('describe every route that is there', async () => {
    const { body } = await api.get('/openapi.json');
    const documented = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(documented).toEqual([
      'get /',
      'get /v1/accounts/{id}/timeline',
      'get /v1/acquisition-cost',
      'get /v1/acquisition-cost/conversions',
      'get /v1/alerts',
      'get /v1/attribution',
      'get /v1/attribution/conversions',
      'get /v1/content',
      'get /v1/conversions/{id}/credit',
      'get /v1/customer-traits',
      'get /v1/dark-funnel',
      'get /v1/definitions',
      'post /v1/definitions',
      'post /v1/definitions/preview',
      'get /v1/definitions/{rule}/versions',
      'get /v1/funnel',
      'get /v1/funnel/leads',
      'get /v1/leads',
      'get /v1/leads/{id}',
      'get /v1/lifetime-value',
      'get /v1/lifetime-value/customers',
      'get /v1/people/{id}/timeline',
      'get /v1/periods',
      'get /v1/periods/{period}',
      'post /v1/periods/{period}/close',
      'get /v1/reconciliation',
      'get /v1/restatements',
      'get /v1/retention',
      'get /v1/scoring',
      'get /v1/sla',
      'get /v1/sla/leads',
      'get /v1/target-accounts',
      'get /v1/velocity',
      'get /v1/velocity/deals',
    ]);
    expect(
      [
        // the reader of JSON bodies stands before some routes, as a route of the same path
        ...new Set(
          routesOf(api.app)
            .filter((route) => !/\/(docs|openapi)/.test(route))
            .map((route) => route.replace(/(?<=\w)\/$/, '')),
        ),
      ].sort(),
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
