import { flag } from '@touchstone/contracts';
import { z } from 'zod';

/** Parameters of an import of target accounts: what the file does not say. */
export const TargetOptionsSchema = z.strictObject({
  dryRun: flag.meta({ description: '`true`: tell what the file is, and record nothing. Default `false`.' }),
  list: z
    .string()
    .trim()
    .min(1, 'is 1 to 200 characters')
    .max(200, 'is 1 to 200 characters')
    .optional()
    .meta({ description: 'List of the rows that name none.', examples: ['abm-2026'] }),
  crm: z
    .string()
    .regex(/^[a-z0-9_-]{1,50}$/, 'is the name of a CRM in lower case, such as hubspot')
    .optional()
    .meta({
      description: 'CRM of ids that are not written as crm:<system>:account:<id>.',
      examples: ['hubspot'],
    }),
});

export type TargetOptions = z.output<typeof TargetOptionsSchema>;
