import { hash } from 'node:crypto';
import { buildTouches, journeyContent, type JourneyRow, toInstant, tombstoneOf } from '@touchstone/facts';
import type { JourneyOrder } from '@touchstone/timeline';
import type { PersonTouches } from './person-touches.js';

/**
 * The rows that an order writes: the conversion's new version; a tombstone where the conversion was written under
 * another moment or is one no more; nothing where the newest version says the same already. Notes in the order's record
 * what is written then.
 */
export function rowsOf(workspace: string, order: JourneyOrder, touches: PersonTouches): JourneyRow[] {
  const { record, conversion } = order;
  const before = record.written;
  const head = headOf(workspace, order);
  const convertedAt = conversion && toInstant(conversion.convertedAt);
  const gone =
    before?.isLive && before.convertedAt !== convertedAt
      ? [tombstoneOf({ ...head, convertedAt: before.convertedAt }, head)]
      : [];
  if (!conversion || convertedAt === null) {
    if (before) record.written = { ...before, hash: '', isLive: false };
    return gone;
  }
  const row: JourneyRow = {
    ...head,
    convertedAt,
    isLive: true,
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
    ...buildTouches(
      touches.ofGroup(order.group, { occurredAt: convertedAt, position: order.version }),
      convertedAt,
    ),
  };
  row.content = journeyContent(row);
  const hash = hashOf(row.content);
  if (before?.isLive && before.convertedAt === convertedAt && before.hash === hash) return [];
  record.written = { convertedAt, hash, isLive: true };
  return [...gone, row];
}

function headOf(workspace: string, { record, version, cause }: JourneyOrder) {
  return {
    workspace,
    kind: record.kind,
    conversionId: record.id,
    version,
    cause: cause.cause,
    causeEventId: cause.eventId,
    causePosition: cause.position,
  };
}

/** Of all that a report can see of a version; not of when and why it was written. */
const hashOf = (content: string) => hash('sha256', content, 'base64url').slice(0, 22);
