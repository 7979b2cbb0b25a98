import { type JourneyOrder, reaches } from '@touchstone/timeline';
import { toInstant } from './instants.js';
import type { JourneyRow } from './journey-row.js';
import { buildTouches } from './journey.js';
import type { PersonTouches } from './person-touches.js';

/** What a live version says, its name and its cause aside. */
export type Journey = Omit<
  JourneyRow,
  | 'workspace'
  | 'kind'
  | 'conversionId'
  | 'version'
  | 'isLive'
  | 'cause'
  | 'causeEventId'
  | 'causePosition'
  | 'content'
>;

/** The journey of a conversion as of its order, under the definitions of its order; null: it converts no more. */
export function journeyOf(order: JourneyOrder, touches: PersonTouches): Journey | null {
  const { conversion, definitions } = order;
  if (!conversion) return null;
  const contacts = order.group
    .filter(({ reach }) => (reach & reaches.contact) !== 0)
    .sort((a, b) => (a.person < b.person ? -1 : 1));
  const convertedAt = toInstant(conversion.convertedAt);
  return {
    convertedAt,
    createdAt: conversion.createdAt,
    amountMinor: BigInt(conversion.amount?.amountMinor ?? 0),
    currency: conversion.amount?.currency ?? '',
    // a conversion without an amount is worth nothing, not unconverted
    valueMinor: conversion.amount ? order.value : 0n,
    valueAtConversionMinor: conversion.amountAtConversion ? order.valueAtConversion : 0n,
    reportCurrency: order.reportCurrency,
    accountId: order.accountId,
    owner: conversion.owner ?? '',
    pipeline: conversion.pipeline ?? '',
    hasIdentity: order.group.some(({ slices }) => slices.length > 0),
    segment: order.segment,
    leadAt: order.leads.map(({ createdAt }) => createdAt),
    leadId: order.leads.map(({ leadId }) => leadId),
    leadReach: order.leads.map(({ reach }) => reach),
    contactKey: contacts.map(({ person }) => person),
    contactReach: contacts.map(({ reach }) => reach),
    rulesVersion: definitions.touchVersion,
    ...buildTouches(
      touches.ofGroup(order.group, { occurredAt: convertedAt, position: order.version }, definitions),
      convertedAt,
    ),
  };
}
