import { z } from 'zod';
import { AccountSchema } from './identifiers.js';

const account = { account: AccountSchema, attributes: z.record(z.string(), z.unknown()).optional() };

export const AccountUpdatedV1 = z.looseObject(account).meta({
  title: 'account.updated.v1',
  description: 'What a source knows of an account; identifiers in it are one account.',
});
export const AccountTargetedV1 = z
  .looseObject({ ...account, list: z.string().max(200).optional() })
  .meta({ title: 'account.targeted.v1', description: 'The account is on a target list.' });
export const AccountUntargetedV1 = z
  .looseObject({ ...account, list: z.string().max(200).optional() })
  .meta({ title: 'account.untargeted.v1', description: 'The account is off a target list.' });
