import { z } from 'zod';
import { AccountSchema, PersonSchema } from './identifiers.js';

/**
 * Two identifiers are the same person, on somebody's word (identity.linked), or are not (identity.unlinked).
 * `person` carries exactly the identifiers meant; of a pair unlinked, the edge between them goes.
 */
export const IdentityLinkedV1 = z
  .looseObject({
    person: PersonSchema,
    also: PersonSchema.optional().meta({
      description: 'The second person reference, where both are of one kind (two user ids).',
    }),
    account: AccountSchema.optional(),
    reason: z.string().max(500).optional(),
  })
  .meta({ title: 'identity.linked.v1', description: 'These identifiers are one person.' });

export const IdentityUnlinkedV1 = IdentityLinkedV1.omit({ account: true }).meta({
  title: 'identity.unlinked.v1',
  description: 'These identifiers are not one person: the edges between them go.',
});

export type IdentityLinked = z.infer<typeof IdentityLinkedV1>;
