import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import { remembering } from './remembering.js';

/** Marks a field that holds personal data: on its way into the log it passes the personal-data seam. */
export const personal = { personal: true } as const;

const id = (description: string, example: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(300)
    .meta({ description, examples: [example] });

export const EmailSchema = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .pipe(
    z
      .string()
      .max(320)
      .regex(/^[^\s@]+@[^\s@]+$/, 'an e-mail address has one @ with text on both sides'),
  )
  .meta({
    ...personal,
    description: 'E-mail address; trimmed and lower-cased.',
    examples: ['jane@acme.example'],
  });

const e164Of = remembering(10_000, (text) => parsePhoneNumberFromString(text)?.number ?? null);

export const PhoneSchema = z
  .string()
  .transform((text, context) => {
    const number = e164Of(text.trim());
    if (number !== null) return number;
    context.addIssue({ code: 'custom', message: 'a phone number is E.164, such as +49301234567' });
    return z.NEVER;
  })
  .meta({ ...personal, description: 'Phone number in E.164.', examples: ['+49301234567'] });

export const CrmIdSchema = z
  .string()
  .regex(/^crm:[a-z0-9_-]+:[a-z0-9_-]+:[^\s:][^\s]*$/, 'a CRM id is crm:<system>:<object>:<id>')
  .max(300)
  .meta({
    description: 'Typed CRM record id, crm:<system>:<object>:<id>.',
    examples: ['crm:hubspot:contact:701'],
  });

export const CrmAccountIdSchema = CrmIdSchema.regex(
  /^crm:[^:]+:account:/,
  'a CRM account id is crm:<system>:account:<id>',
).meta({ description: 'CRM account id.', examples: ['crm:hubspot:account:88'] });

/** A person as upstream systems know them: any of the identifiers, at least one. */
export const PersonSchema = z
  .object({
    anonymousId: id('Cookie or device id before anybody signs in.', 'a-81f3').optional(),
    userId: id('Id of a signed-in user in your product.', 'user-42')
      .meta({ ...personal })
      .optional(),
    email: EmailSchema.optional(),
    phone: PhoneSchema.optional(),
    crmIds: z.array(CrmIdSchema).max(10).optional().meta({ description: 'Lead and contact ids in CRMs.' }),
    firstName: z
      .string()
      .max(200)
      .meta({ ...personal })
      .optional(),
    lastName: z
      .string()
      .max(200)
      .meta({ ...personal })
      .optional(),
    jobTitle: z.string().max(200).optional(),
  })
  .refine(
    (person) =>
      Boolean(person.anonymousId ?? person.userId ?? person.email ?? person.phone ?? person.crmIds?.[0]),
    'a person needs at least one of anonymousId, userId, email, phone, crmIds',
  )
  .meta({ description: 'Identifiers of one person; at least one of them.' });

export type Person = z.infer<typeof PersonSchema>;

/** An account as upstream systems know it. */
export const AccountSchema = z
  .object({
    domain: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[^\s@/:]+\.[^\s@/:]+$/, 'a domain is a host name such as acme.example')
      .max(253)
      .optional()
      .meta({
        description: 'Web domain; sub-domains belong to the registrable domain.',
        examples: ['acme.example'],
      }),
    crmIds: z.array(CrmAccountIdSchema).max(10).optional(),
    name: z.string().max(300).optional(),
    segment: z.string().max(100).optional().meta({ description: 'Your own segment, such as enterprise.' }),
  })
  .refine((account) => Boolean(account.domain ?? account.crmIds?.[0]), 'an account needs a domain or a crmId')
  .meta({ description: 'Identifiers of one account; at least one of them.' });

export type Account = z.infer<typeof AccountSchema>;
