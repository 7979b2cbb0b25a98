import { describe, expect, it } from '@jest/globals';
import { eventTypes, namingOf, registrableDomain } from './index.js';

const touch = (person: object, account?: object) =>
  namingOf(eventTypes['touchpoint.recorded.v1'].schema.parse({ interaction: 'call', person, account }));

describe('whom an event names', () => {
  it('lists identifiers strongest first, normalised', () => {
    const person = {
      anonymousId: 'a',
      email: ' Jane@Acme.EXAMPLE ',
      phone: '+49 30 1234567',
      userId: 'u',
      crmIds: ['crm:x:lead:1'],
    };
    expect(touch(person).people[0]!.identifiers).toEqual([
      { kind: 'userId', value: 'u' },
      { kind: 'crm', value: 'crm:x:lead:1' },
      { kind: 'email', value: 'jane@acme.example' },
      { kind: 'phone', value: '+49301234567' },
      { kind: 'anonymousId', value: 'a' },
    ]);
  });

  it('leaves out what stands for nobody, also inside CRM ids', () => {
    const nobody = {
      userId: 'NULL',
      email: 'test@test.com',
      anonymousId: 'undefined',
      crmIds: ['crm:x:contact:undefined'],
    };
    expect(touch(nobody, { crmIds: ['crm:segment:account:null'] })).toEqual({
      people: [{ identifiers: [], emailDomain: 'test.com', role: 'subject' }],
      accounts: [],
    });
    expect(touch({ email: 'info@acme.example' }).people[0]).toMatchObject({
      identifiers: [],
      emailDomain: 'acme.example',
    });
  });

  it('knows accounts by CRM ids and registrable domains, never by free mail', () => {
    const account = { crmIds: ['crm:x:account:2', 'crm:x:account:1'], domain: 'eu.acme.co.uk' };
    expect(touch({ userId: 'u' }, account).accounts).toEqual([
      'crm:x:account:1',
      'crm:x:account:2',
      'domain:acme.co.uk',
    ]);
    expect(touch({ email: 'jane@gmail.com' }, { domain: 'gmail.com' })).toMatchObject({
      people: [{ emailDomain: null }],
      accounts: [],
    });
    expect(registrableDomain('shop-one.myshopify.com')).toBe('shop-one.myshopify.com');
  });
});
