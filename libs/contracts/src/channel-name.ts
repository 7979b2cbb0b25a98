import { z } from 'zod';

/** What stands in answers for money that has no channel: no channel is called so. */
const reserved = ['(unattributed)', '(unmapped)'];

/** The name of a channel that a workspace chooses, in lower case. */
export const ChannelNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(100)
  .refine(
    (name) => !reserved.includes(name),
    `a channel is not called ${reserved.join(' or ')}: answers say so of what has none`,
  );
