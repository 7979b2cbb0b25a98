import { describe, expect, it } from '@jest/globals';
import { Analytics } from '@segment/analytics-node';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { doorBench } from './door.fixture.spec.js';

const bench = doorBench();
const { post, stored, quarantine } = bench;

describe('the HTTP door for Segment', () => {
  it('takes every path, and a retry is a duplicate although its clock moved on', async () => {
    const call = {
      anonymousId: 'a-1',
      userId: 'u-1',
      event: 'Signed Up',
      groupId: 'g',
      previousId: 'p',
      traits: {},
    };
    const paths = ['track', 'identify', 'page', 'screen', 'group', 'alias', 't', 'i', 'p', 's', 'g', 'a'];
    for (const path of paths) {
      const body = {
        ...call,
        messageId: `m-${path}`,
        timestamp: '2026-03-01T09:00:00Z',
        sentAt: '2026-03-01T09:00:01Z',
      };
      expect(await post(`/v1/${path}`, body)).toMatchObject({ body: { accepted: 1, rejected: [] } });
      const retry = { ...body, sentAt: '2026-03-01T10:07:00Z' };
      expect(await post(`/v1/${path}`, retry)).toMatchObject({ body: { duplicates: 1, rejected: [] } });
    }
    for (const path of ['batch', 'import', 'b'])
      expect(
        await post(`/v1/${path}`, { batch: [{ ...call, type: 'track', messageId: path }] }),
      ).toMatchObject({
        body: { accepted: 1 },
      });
    expect(await quarantine()).toHaveLength(0);
  });

  it('answers 200 to bad calls too, and quarantines their bytes', async () => {
    const bad =
      '{"type":"track","event":"Signed Up","properties":{"interaction":"Wink Wink"},"userId":"u","messageId":"m-1"}';
    const batch = `{"batch":[${bad},{"type":"dance"},{"type":"track","event":"Clicked Around","userId":"u"},{"type":"page","userId":"u"}],"sentAt":"x"}`;
    expect(await post('/v1/batch', batch)).toMatchObject({
      status: 200,
      body: {
        accepted: 1,
        ignored: 1,
        rejected: [
          { index: 0, id: 'm-1', reason: 'invalid_data' },
          { index: 1, reason: 'invalid_call' },
        ],
      },
    });
    const kept = await quarantine();
    expect(kept.map(({ raw }) => raw.toString())).toEqual([bad, '{"type":"dance"}']);
    expect(kept[0]).toMatchObject({ door: 'segment', event_id: 'm-1' });
    expect(await post('/v1/track', bad)).toMatchObject({ status: 200, body: { rejected: [{ index: 0 }] } });
  });

  it('works with the unmodified @segment/analytics-node', async () => {
    const analytics = new Analytics({ writeKey: bench.key, host: bench.url, maxRetries: 0 });
    const errors: unknown[] = [];
    analytics.on('error', (error) => errors.push(error));
    analytics.identify({
      userId: 'u-1',
      traits: { email: 'Jane@Acme.example', company: { name: 'Acme' } },
    });
    analytics.track({
      userId: 'u-1',
      event: 'Trial Started',
      context: { campaign: { name: 'q1', source: 'google', medium: 'cpc' } },
    });
    analytics.page({
      anonymousId: 'a-1',
      properties: { url: 'https://x.example/p?utm_source=news&gclid=G1', referrer: 'https://google.com/' },
    });
    analytics.group({ userId: 'u-1', groupId: 'g-1', traits: { name: 'Acme', domain: 'acme.example' } });
    analytics.alias({ userId: 'u-1', previousId: 'old' });
    await analytics.closeAndFlush({ timeout: 10_000 });
    expect(errors).toEqual([]);
    const events = await stored();
    expect(events.map(({ type }) => type).sort()).toEqual([
      'account.updated.v1',
      'identity.linked.v1',
      'identity.linked.v1',
      'identity.linked.v1',
      'touchpoint.recorded.v1',
      'touchpoint.recorded.v1',
    ]);
    const trial = events.find(({ data }) => data['interaction'] === 'trial_started');
    expect(trial).toMatchObject({
      data: { campaign: 'q1', source: 'google', medium: 'cpc', person: { userId: 'u-1' } },
    });
    const page = events.find(({ data }) => data['interaction'] === 'page_view');
    expect(page).toMatchObject({
      data: { source: 'news', clickIds: { gclid: 'G1' }, page: { path: '/p' } },
    });
  });

  it('works with the unmodified @rudderstack/rudder-sdk-node, which sends gzip as a form', async () => {
    const rudder = new RudderAnalytics(bench.key, { dataPlaneUrl: bench.url, flushAt: 20 });
    rudder.identify({ userId: 'u-2', traits: { email: 'joe@acme.example' } });
    rudder.track({ userId: 'u-2', event: 'Form Submitted', properties: { formId: 'f-1' } });
    await new Promise<void>((resolve, reject) => {
      void rudder.flush((error) => (error ? reject(error) : resolve()));
    });
    const events = await stored();
    expect(events).toMatchObject([
      { type: 'identity.linked.v1', data: { person: { userId: 'u-2', email: 'joe@acme.example' } } },
      { type: 'touchpoint.recorded.v1', data: { interaction: 'form_submit', contentId: 'f-1' } },
    ]);
    expect(Math.abs(events[1]!.occurredAt - Date.now())).toBeLessThan(30_000);
  });
});
