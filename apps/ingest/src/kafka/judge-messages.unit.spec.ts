import { describe, expect, it } from '@jest/globals';
import type { BrokerMessage } from '@touchstone/broker';
import { HashedLookups, type QuarantinedMessage } from '@touchstone/event-log';
import { originalCandidate } from '../http/quarantined-candidate.js';
import { judgeMessages } from './judge-messages.js';

const judging = {
  personalData: new HashedLookups('11'.repeat(32)),
  defaultWorkspace: 'acme',
  now: Date.UTC(2026, 2, 1),
};
const message = (headers: Record<string, string>, value: string): BrokerMessage => ({
  topic: 'touchstone.touchpoints',
  partition: 0,
  offset: '7',
  key: null,
  value: Buffer.from(value),
  headers,
  publishedAtMs: judging.now,
});

describe('a refused message', () => {
  it('keeps the headers that say half of an event in binary mode, so that it can be read again', async () => {
    const headers = {
      ce_specversion: '1.0',
      ce_id: 'e1',
      ce_source: 'web',
      ce_type: 'touchpoint.dreamt.v1',
      ce_time: '2026-03-01T00:00:00Z',
      'content-type': 'application/json',
    };
    const { quarantined } = await judgeMessages([message({ ...headers, trace: 'x' }, '{"a":1}')], judging);
    expect(quarantined).toMatchObject([{ reason: 'unknown_type', eventId: 'e1' }]);
    const beside = quarantined[0]!.beside!;
    expect(JSON.parse(beside)).toEqual({ headers });
    const kept = { ...quarantined[0]!, beside } as unknown as QuarantinedMessage;
    expect(originalCandidate(kept)).toMatchObject({
      events: [{ id: 'e1', type: 'touchpoint.dreamt.v1', data: { a: 1 } }],
    });
  });

  it('keeps nothing beside bytes that say it all', async () => {
    const { quarantined } = await judgeMessages([message({}, '{"specversion":"1.0"}')], judging);
    expect(quarantined).toMatchObject([{ beside: null }]);
  });
});
