import type { z } from 'zod';
import { AccountTargetedV1, AccountUntargetedV1, AccountUpdatedV1 } from './account.v1.js';
import * as deal from './deal.v1.js';
import { FxRateSetV1, RulePublishedV1 } from './definition.v1.js';
import { examples, ruleExamples } from './examples.js';
import { IdentityLinkedV1, IdentityUnlinkedV1 } from './identity.v1.js';
import * as lead from './lead.v1.js';
import { PeriodClosedV1 } from './period.v1.js';
import { SpendRecordedV1 } from './spend.v1.js';
import * as subscription from './subscription.v1.js';
import { TouchpointRecordedV1 } from './touchpoint.v1.js';

/** Everything the platform knows of an event type; the key of `eventTypes` is its name on the wire. */
export interface EventType {
  schema: z.ZodType<Record<string, unknown>>;
  /** A whole `data` that is valid, for documents and tests. */
  example: Record<string, unknown>;
  /** One for every shape that the data can have; the first is `example`. */
  examples: Record<string, unknown>[];
}

const schemas = {
  'touchpoint.recorded.v1': TouchpointRecordedV1,
  'identity.linked.v1': IdentityLinkedV1,
  'identity.unlinked.v1': IdentityUnlinkedV1,
  'lead.created.v1': lead.LeadCreatedV1,
  'lead.assigned.v1': lead.LeadAssignedV1,
  'lead.contacted.v1': lead.LeadContactedV1,
  'lead.qualified.v1': lead.LeadQualifiedV1,
  'lead.accepted.v1': lead.LeadAcceptedV1,
  'lead.rejected.v1': lead.LeadRejectedV1,
  'lead.disqualified.v1': lead.LeadDisqualifiedV1,
  'lead.converted.v1': lead.LeadConvertedV1,
  'lead.snapshot.v1': lead.LeadSnapshotV1,
  'deal.created.v1': deal.DealCreatedV1,
  'deal.stage_changed.v1': deal.DealStageChangedV1,
  'deal.amount_changed.v1': deal.DealAmountChangedV1,
  'deal.contact_added.v1': deal.DealContactAddedV1,
  'deal.won.v1': deal.DealWonV1,
  'deal.lost.v1': deal.DealLostV1,
  'deal.reopened.v1': deal.DealReopenedV1,
  'deal.deleted.v1': deal.DealDeletedV1,
  'deal.snapshot.v1': deal.DealSnapshotV1,
  'account.updated.v1': AccountUpdatedV1,
  'account.targeted.v1': AccountTargetedV1,
  'account.untargeted.v1': AccountUntargetedV1,
  'subscription.started.v1': subscription.SubscriptionStartedV1,
  'subscription.renewed.v1': subscription.SubscriptionRenewedV1,
  'subscription.expanded.v1': subscription.SubscriptionExpandedV1,
  'subscription.contracted.v1': subscription.SubscriptionContractedV1,
  'subscription.churned.v1': subscription.SubscriptionChurnedV1,
  'spend.recorded.v1': SpendRecordedV1,
  'fx.rate_set.v1': FxRateSetV1,
  'rule.published.v1': RulePublishedV1,
  'period.closed.v1': PeriodClosedV1,
} as const;

export type EventTypeName = keyof typeof schemas;
/** Validated `data` of an event type. */
export type EventData<T extends EventTypeName> = z.output<(typeof schemas)[T]>;

/** Every event type that is accepted, by its name on the wire, such as `touchpoint.recorded.v1`. */
export const eventTypes = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [
    name,
    {
      schema,
      example: examples[name as EventTypeName],
      examples:
        name === 'rule.published.v1' ? Object.values(ruleExamples) : [examples[name as EventTypeName]],
    },
  ]),
) as unknown as Record<EventTypeName, EventType>;

/** True for a type on the wire that is accepted. */
export function isEventType(name: string): name is EventTypeName {
  return Object.hasOwn(schemas, name);
}
