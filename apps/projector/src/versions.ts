import { hash } from 'node:crypto';
import {
  dealRowOf,
  leadRowOf,
  type PersonTouches,
  subscriptionRowOf,
  versionedRow,
  type VersionedRow,
} from '@touchstone/facts';
import { findingsOfLead } from '@touchstone/funnel';
import type { SubjectOrder, TimelineState } from '@touchstone/timeline';

/**
 * The rows that the orders of a state for deals, leads and subscriptions write: none where the newest version says the
 * same already. Notes in their records what is written then.
 */
export function versionsOf(state: TimelineState, touches: PersonTouches): VersionedRow[] {
  return state.subjectOrders.flatMap((order) => {
    const row = versionOf(state.workspace, order, touches);
    const written = { hash: hashOf(row) };
    if (written.hash === order.record.written?.hash) return [];
    order.record.written = written;
    state.conversions.changed.add(order.record);
    return [row];
  });
}

function versionOf(workspace: string, order: SubjectOrder, touches: PersonTouches): VersionedRow {
  const { subject, version } = order;
  const head = { workspace, version, isLive: true };
  if (subject.kind === 'deal')
    return versionedRow('deals', {
      ...head,
      isLive: subject.state.status !== 'deleted',
      ...dealRowOf(subject, order),
    });
  if (subject.kind === 'subscription')
    return versionedRow('subscriptions', { ...head, ...subscriptionRowOf(subject, order) });
  const findings = findingsOfLead(subject, order, touches);
  return versionedRow('leads', { ...head, ...leadRowOf(subject, order, findings) });
}

/** Of all that a report can see of a version; not of when it was written. */
const hashOf = ({ content, isLive }: VersionedRow) =>
  hash('sha256', `${isLive}${content}`, 'base64url').slice(0, 22);
