import {
  accountKeysOf,
  AccountSchema,
  CrmAccountIdSchema,
  CrmIdSchema,
  type Identifier,
  identifiersOf,
  PersonSchema,
} from '@touchstone/contracts';
import type { PersonalData } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import type { TimelineSubject } from '@touchstone/timeline';

/** What may stand in the path of a person's timeline. */
export const personForms =
  'per_<20 hex digits>, user:<id>, email:<address>, phone:<E.164>, anonymous:<id> or crm:<system>:<object>:<id>';
/** What may stand in the path of an account's timeline. */
export const accountForms = 'acc_<20 hex digits>, domain:<host> or crm:<system>:account:<id>';

const fields = { user: 'userId', email: 'email', phone: 'phone', anonymous: 'anonymousId' } as const;

/**
 * The person that a path names. Identifiers are read as events' are, then hashed: they go no further than here.
 * @throws Fault `invalid_request` naming the allowed forms.
 */
export function personSubject(workspace: string, text: string, personalData: PersonalData): TimelineSubject {
  if (/^per_[0-9a-f]{20}$/.test(text)) return { id: text };
  const identifier = personIdentifier(text);
  if (!identifier) throw unreadable('person', personForms);
  return { key: personalData.keyOf(workspace, identifier) };
}

/**
 * The account that a path names.
 * @throws Fault `invalid_request` naming the allowed forms.
 */
export function accountSubject(text: string): TimelineSubject {
  if (/^acc_[0-9a-f]{20}$/.test(text)) return { id: text };
  if (CrmAccountIdSchema.safeParse(text).success) return { key: text };
  const [, domain] = /^domain:(.+)$/s.exec(text) ?? [];
  const account = AccountSchema.safeParse({ domain });
  const key = account.success ? accountKeysOf(account.data)[0] : undefined;
  if (!key) throw unreadable('account', accountForms);
  return { key };
}

function personIdentifier(text: string): Identifier | undefined {
  if (CrmIdSchema.safeParse(text).success && !CrmAccountIdSchema.safeParse(text).success)
    return { kind: 'crm', value: text };
  const [, prefix, value] = /^(user|email|phone|anonymous):(.+)$/s.exec(text) ?? [];
  if (!prefix) return undefined;
  const person = PersonSchema.safeParse({ [fields[prefix as keyof typeof fields]]: value });
  return person.success ? identifiersOf(person.data)[0] : undefined;
}

function unreadable(what: string, forms: string): Fault {
  return new Fault('invalid_request', `This names no ${what}: an id is ${forms}.`, {
    details: { errors: [{ parameter: 'id', detail: `is ${forms}` }] },
  });
}
