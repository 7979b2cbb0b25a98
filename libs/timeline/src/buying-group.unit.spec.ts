import { describe, expect, it } from '@jest/globals';
import type { Links } from '@touchstone/event-log';
import { AccountDirectory } from './account-directory.js';
import { buyingGroup, reaches } from './buying-group.js';
import type { Conversion } from './conversions.js';
import { logEvent, named } from './log-event.fixture.spec.js';
import { People } from './people.js';

/** Ann and Bob of account 1, Cleo of account 2, and Dan, who belongs to none. */
const namings: Partial<Links>[] = [
  { people: [named('subject', 'email:ann')], accounts: ['crm:x:account:1'] },
  { people: [named('subject', 'email:bob')], accounts: ['crm:x:account:1'] },
  { people: [named('subject', 'email:cleo')], accounts: ['crm:x:account:2'] },
  { people: [named('subject', 'email:dan')] },
];

function groupOf(account: string | null, contacts: Conversion['contacts']) {
  const [people, accounts] = [new People(), new AccountDirectory()];
  namings.forEach((links, nth) => {
    const data = { interaction: 'form_submit', person: { email: 'a@b.example' } };
    const event = logEvent(nth + 1, 'touchpoint.recorded.v1', '2026-01-01T10:00Z', data, links);
    for (const link of event.links.people) people.see(event, link, 0);
    accounts.see(event);
  });
  people.settle();
  accounts.settle();
  const conversion = { contacts, convertedAt: Date.UTC(2026, 1, 1) } as Conversion;
  const group = buyingGroup(conversion, account, { people, accounts });
  return Object.fromEntries(group.flatMap(({ slices, reach }) => slices.map(({ key }) => [key, reach])));
}

const contact = (name: string, primary = false) => ({ keys: [`email:${name}`], primary });
const { contact: near, primary, account } = reaches;

describe('the buying group', () => {
  it('is of the account without the contacts who belong to another one or to none', () => {
    const contacts = [contact('ann', true), contact('cleo'), contact('dan')];
    expect(groupOf('crm:x:account:1', contacts)).toEqual({
      'email:ann': near | primary | account,
      'email:bob': account,
      'email:cleo': near,
      'email:dan': near,
    });
  });

  it('is the contacts where the deal has no account', () => {
    expect(groupOf(null, [contact('cleo', true), contact('dan')])).toEqual({
      'email:cleo': near | primary | account,
      'email:dan': near | account,
    });
  });

  it('keeps a contact named twice the primary one', () => {
    expect(groupOf(null, [contact('dan', true), contact('dan')])).toEqual({
      'email:dan': near | primary | account,
    });
  });
});
