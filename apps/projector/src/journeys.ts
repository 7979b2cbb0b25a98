import { createHash } from 'node:crypto';
import {
  buildTouches,
  type GroupTouch,
  journeyColumns,
  type JourneyRow,
  toInstant,
  toJourneyRow,
  tombstoneOf,
  type TouchFact,
} from '@touchstone/facts';
import { compareMoments, type JourneyOrder, type JourneySlice } from '@touchstone/timeline';

/**
 * Touches by person key, each list in journey order: what the journeys of a batch are built from. One object a touch
 * serves them all: whose it is and how near is written on it anew for each journey.
 */
export class TouchIndex {
  private readonly byKey = new Map<string, GroupTouch[]>();

  constructor(touches: Iterable<TouchFact>) {
    for (const touch of touches) {
      const known = this.byKey.get(touch.personKey);
      const member: GroupTouch = { ...touch, personId: '', reach: 0 };
      if (known) known.push(member);
      else this.byKey.set(touch.personKey, [member]);
    }
    for (const known of this.byKey.values()) known.sort(compareMoments);
  }

  /** Touches of a buying group up to a moment, as the log stood at a position; theirs until the next group is asked for. */
  ofGroup(slices: JourneySlice[], through: { occurredAt: number; position: number }): GroupTouch[] {
    const found: GroupTouch[] = [];
    for (const { key, from, to, personId, reach } of slices)
      for (const touch of this.byKey.get(key) ?? []) {
        if (touch.occurredAt > through.occurredAt || (to && compareMoments(touch, to) >= 0)) break;
        if (touch.position > through.position || (from && compareMoments(from, touch) > 0)) continue;
        touch.personId = personId;
        touch.reach = reach;
        found.push(touch);
      }
    return found;
  }
}

/**
 * The rows that an order writes: the conversion's new version; a tombstone where the conversion was written under
 * another moment or is one no more; nothing where the newest version says the same already. Notes in the order's record
 * what is written then.
 */
export function rowsOf(workspace: string, order: JourneyOrder, touches: TouchIndex): JourneyRow[] {
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
    hasIdentity: order.slices.length > 0,
    ...buildTouches(
      touches.ofGroup(order.slices, { occurredAt: convertedAt, position: order.version }),
      convertedAt,
    ),
  };
  const hash = hashOf(row);
  if (before?.isLive && before.convertedAt === row.convertedAt && before.hash === hash) return [];
  record.written = { convertedAt: row.convertedAt, hash, isLive: true };
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

const unseen: ReadonlySet<string> = new Set(['version', 'cause', 'cause_event_id', 'cause_position']);
const seen = journeyColumns.map((name) => !unseen.has(name));

/** Hash of all that a report can see of a version; not of when and why it was written. */
function hashOf(row: JourneyRow): string {
  const text = JSON.stringify(toJourneyRow(row).filter((_, nth) => seen[nth]));
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
