import { hash } from 'node:crypto';
import {
  journeyContent,
  journeyOf,
  type JourneyRow,
  type PersonTouches,
  tombstoneOf,
} from '@touchstone/facts';
import type { JourneyOrder } from '@touchstone/timeline';

/**
 * The rows that an order writes: the conversion's new version; a tombstone where the conversion was written under
 * another moment or is one no more; nothing where the newest version says the same already. Notes in the order's record
 * what is written then.
 */
export function rowsOf(workspace: string, order: JourneyOrder, touches: PersonTouches): JourneyRow[] {
  const { record } = order;
  const before = record.written;
  const head = headOf(workspace, order);
  const journey = journeyOf(order, touches);
  const gone =
    before?.isLive && before.convertedAt !== journey?.convertedAt
      ? [tombstoneOf({ ...head, convertedAt: before.convertedAt }, head)]
      : [];
  if (!journey) {
    if (before) record.written = { ...before, hash: '', isLive: false };
    return gone;
  }
  const row: JourneyRow = { ...head, isLive: true, ...journey };
  const { convertedAt } = row;
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
