import { createHash } from 'node:crypto';
import { EventLog, moveCheckpoint, type NewEvent } from '@touchstone/event-log';
import { FactsLoader } from '@touchstone/facts';
import { inTransaction } from '@touchstone/runtime';
import { journeyFact } from '../../../../tests/support/fact-examples.js';
import type { Workbench } from '../../../../tests/support/workbench.js';

/** When the two commits of `fillLog` were recorded. */
export const recordedAt = [Date.UTC(2026, 3, 1, 8), Date.UTC(2026, 3, 2, 8)] as const;

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
export async function fillLog(bench: Workbench, workspace: string, projectedTo: number): Promise<void> {
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
  await inTransaction(bench.pool, (client) =>
    moveCheckpoint(client, { workspace, projection: 'facts', from: 0, to: projectedTo }),
  );
}

/** Won deals: D-1 of March with three touches, its amount doubled at position 5; D-2, in April in Berlin, with none. */
export async function fillFacts(bench: Workbench, workspace: string): Promise<void> {
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
    touchReach: channels.map(() => 4),
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
    personKeys: [],
    journeys: [
      deal(3, 10_000n, { conversionId: 'D-1', convertedAt: Date.UTC(2026, 2, 30), ...won }),
      deal(5, 20_000n, { conversionId: 'D-1', convertedAt: Date.UTC(2026, 2, 30), ...won }),
      deal(3, 501n, { conversionId: 'D-2', convertedAt: Date.UTC(2026, 2, 31, 22, 30) }),
    ],
  });
}
