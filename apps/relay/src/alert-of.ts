import { type Alert, alertIdOf } from '@touchstone/alerts';
import { encodeCloudEvent, type OutgoingMessage, topics } from '@touchstone/broker';
import type { CloudEvent } from '@touchstone/contracts';
import { ownSources } from '@touchstone/event-log';
import type { LeadAlert } from '@touchstone/funnel';

const iso = (moment: number): string => new Date(moment).toISOString();

/** The alert about a clock that ran out, or about a wait. */
export function alertOf(workspace: string, found: LeadAlert): Alert {
  const { leadId, clock, startedAt, dueAt, owner, isHighIntent } = found;
  const head = { workspace, alertId: alertIdOf(workspace, leadId, clock, startedAt) };
  const lead = {
    ...{ leadId, owner, startedAt: iso(startedAt) },
    links: { lead: `/v1/leads/${encodeURIComponent(leadId)}` },
  };
  if (clock === 'intent')
    return {
      ...head,
      type: 'lead.waiting.v1',
      occurredAt: startedAt,
      data: { ...lead, clock, dueAt: dueAt === null ? null : iso(dueAt) },
    };
  // what ran out was due
  const over = dueAt ?? startedAt;
  return {
    ...head,
    type: 'sla.breached.v1',
    occurredAt: over,
    data: { ...lead, clock, dueAt: iso(over), isHighIntent },
  };
}

/** The CloudEvent that says so. Its time is the business moment, so it is the same whenever it is sent. */
export const eventOf = ({
  workspace,
  alertId,
  type,
  occurredAt,
  data,
}: Alert): CloudEvent & { workspace: string } => ({
  ...{ specversion: '1.0', id: alertId, source: `${ownSources}relay`, type, time: iso(occurredAt) },
  ...{ subject: `lead:${data.leadId}`, datacontenttype: 'application/json', workspace, data },
});

/** Of one lead, one partition: its alerts stay in order. */
export function messageOf(alert: Alert): OutgoingMessage {
  const { workspace, data } = alert;
  const { value, headers } = encodeCloudEvent(eventOf(alert));
  return {
    topic: topics.alerts.name,
    key: `${workspace}:lead:${data.leadId}`,
    value,
    headers: { ...headers, workspace },
  };
}
