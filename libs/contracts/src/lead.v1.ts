import { z } from 'zod';
import { AccountSchema, PersonSchema } from './identifiers.js';
import { InstantSchema } from './times.js';

/** Statuses of a lead, as CRMs tell them. */
export const leadStatuses = [
  'new',
  'assigned',
  'contacted',
  'qualified',
  'accepted',
  'rejected',
  'disqualified',
  'converted',
] as const;

const lead = {
  leadId: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .meta({ description: 'The lead’s id in its source.', examples: ['L-1001'] }),
  person: PersonSchema.optional(),
  account: AccountSchema.optional(),
  owner: z.string().max(200).optional(),
  attributes: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'Anything else, such as industry; definitions of stages may ask for it.' }),
};
const reason = z.string().max(500);
const leadEvent = (name: string, description: string) =>
  z.looseObject({ ...lead, reason: reason.optional() }).meta({ title: `lead.${name}.v1`, description });

export const LeadCreatedV1 = z
  .looseObject({ ...lead, person: PersonSchema })
  .meta({ title: 'lead.created.v1', description: 'A lead was created.' });
export const LeadAssignedV1 = leadEvent('assigned', 'A lead got an owner.');
export const LeadContactedV1 = leadEvent('contacted', 'Sales touched the lead.');
export const LeadQualifiedV1 = leadEvent('qualified', 'The lead reached the agreed qualification.');
export const LeadAcceptedV1 = leadEvent('accepted', 'Sales accepted the lead.');
export const LeadRejectedV1 = z.looseObject({ ...lead, reason }).meta({
  title: 'lead.rejected.v1',
  description: 'Sales rejected the lead before contact; a reason is required.',
});
export const LeadDisqualifiedV1 = leadEvent('disqualified', 'The lead was given up after contact.');
export const LeadConvertedV1 = z
  .looseObject({ ...lead, dealId: z.string().max(300).optional() })
  .meta({ title: 'lead.converted.v1', description: 'The lead became a contact, and perhaps a deal.' });

/** The lead as the CRM shows it now; compared with what is known, an unchanged one has no effect. */
export const LeadSnapshotV1 = z
  .looseObject({
    ...lead,
    status: z.enum(leadStatuses),
    reason: reason.optional(),
    createdAt: InstantSchema.optional(),
  })
  .meta({ title: 'lead.snapshot.v1', description: 'The lead as the CRM shows it now.' });
