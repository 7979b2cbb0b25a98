import { noContacts, noLeads, noTouches, type GroupTouch, type JourneyRow } from '@touchstone/facts';

/** A touch for tests and documents; name what matters. */
export function touchFact<T extends Partial<GroupTouch>>(more: T) {
  return {
    workspace: 'acme',
    personKey: 'email:a',
    visitorKey: 'email:a',
    occurredAt: Date.UTC(2026, 0, 1),
    eventId: `e${more.position ?? 1}`,
    position: 1,
    eventSource: 'web',
    interaction: 'form_submit',
    side: 'marketing' as const,
    isView: false,
    channel: 'direct',
    channelRule: 'direct' as const,
    source: '',
    medium: '',
    campaign: '',
    content: '',
    term: '',
    referrerHost: '',
    landingPath: '',
    contentId: '',
    accountKeys: [],
    givenChannel: '',
    clickId: '' as const,
    pageHost: '',
    rulesVersion: 0,
    ...more,
  };
}

/** A won deal of 100.00 EUR without touches; name what matters. */
export function journeyFact(more: Partial<JourneyRow>): JourneyRow {
  return {
    workspace: 'acme',
    kind: 'deal.won',
    convertedAt: Date.UTC(2026, 2, 31),
    conversionId: 'D-1',
    version: 1,
    isLive: true,
    cause: 'won',
    causeEventId: 'e1',
    causePosition: 1,
    createdAt: null,
    amountMinor: 10_000n,
    currency: 'EUR',
    valueMinor: 10_000n,
    valueAtConversionMinor: 10_000n,
    reportCurrency: 'EUR',
    accountId: '',
    owner: '',
    pipeline: '',
    hasIdentity: true,
    segment: '',
    rulesVersion: 0,
    ...noLeads(),
    ...noContacts(),
    ...noTouches(),
    ...more,
  };
}
