import { type Account, EmailSchema, type Person, PhoneSchema } from '@touchstone/contracts';
import type { Call } from './call.js';
import { cut, type Fields, fieldsOf, present, textOf } from './fields.js';

/** The person of a call. An e-mail or phone number that is none is left out: the rest of the call still counts. */
export function personOf({ anonymousId, userId, traits, properties }: Call): Person | undefined {
  return present({
    anonymousId,
    userId,
    email: valid(EmailSchema, textOf(traits['email'], properties['email'])),
    phone: valid(PhoneSchema, textOf(traits['phone'], properties['phone'])),
    firstName: cut(textOf(traits['firstName'], traits['first_name']), 200),
    lastName: cut(textOf(traits['lastName'], traits['last_name']), 200),
    jobTitle: cut(textOf(traits['title'], traits['jobTitle'], traits['position']), 200),
  });
}

/** How many identifiers a person reference has; two or more are evidence that they are one person. */
export function identifierCount(person: Person | undefined): number {
  return [person?.anonymousId, person?.userId, person?.email, person?.phone].filter(Boolean).length;
}

/** The account of a person's call: its company, and the group it was made in. */
export function accountOf({ traits, context, properties }: Call): Account | undefined {
  const company = fieldsOf(traits['company']);
  return accountFrom(textOf(context['groupId'], properties['groupId'], company['id']), {
    ...company,
    name: textOf(company['name'], traits['company']),
  });
}

/** The account that a group call is about. */
export function groupAccountOf({ raw, traits }: Call): Account | undefined {
  return accountFrom(textOf(raw['groupId']), traits);
}

function accountFrom(groupId: string | undefined, about: Fields): Account | undefined {
  const domain = textOf(about['domain']) ?? hostOf(textOf(about['website'], about['url']));
  const known = present({
    crmIds: groupId === undefined ? undefined : [accountIdOf(groupId)],
    domain: domain !== undefined && isHost(domain) ? domain.toLowerCase() : undefined,
  });
  return known && { ...known, ...present({ name: cut(textOf(about['name']), 300) }) };
}

/** A group as an account id; what an id may not hold is percent-encoded. */
function accountIdOf(groupId: string): string {
  return `crm:segment:account:${groupId.replace(/^:|[\s%]/g, encodeURIComponent)}`;
}

function hostOf(website: string | undefined): string | undefined {
  if (website === undefined) return undefined;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(website) ? website : `https://${website}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : undefined;
}

const isHost = (text: string): boolean => text.length <= 253 && /^[^\s@/:]+\.[^\s@/:]+$/.test(text);

function valid(
  schema: typeof EmailSchema | typeof PhoneSchema,
  text: string | undefined,
): string | undefined {
  return text === undefined ? undefined : schema.safeParse(text).data;
}
