import { describe, expect, it } from '@jest/globals';
import { HashedLookups } from '@touchstone/event-log';
import { accountSubject, personSubject } from './subject.js';

const personalData = new HashedLookups('ab'.repeat(32));
const person = (text: string) => personSubject('acme', text, personalData);

describe('whom a timeline path names', () => {
  it.each([
    ['anonymous:a-1', { key: 'anonymous:a-1' }],
    ['crm:hubspot:contact:7', { key: 'crm:hubspot:contact:7' }],
    ['per_0123456789abcdef0123', { id: 'per_0123456789abcdef0123' }],
  ])('person %s', (text, subject) => expect(person(text)).toEqual(subject));

  it('hashes user ids, e-mail addresses and phone numbers as the log does, however they are written', () => {
    const key = personalData.keyOf('acme', { kind: 'email', value: 'jane@acme.example' });
    expect(person('email: Jane@ACME.example ')).toEqual({ key });
    expect(key).toMatch(/^email:[0-9a-f]{32}$/);
    expect(person('phone:+49 30 1234567')).toEqual({
      key: personalData.keyOf('acme', { kind: 'phone', value: '+49301234567' }),
    });
    expect(person('user:42')).toEqual({ key: personalData.keyOf('acme', { kind: 'userId', value: '42' }) });
    expect(personSubject('other', 'user:42', personalData)).not.toEqual(person('user:42'));
  });

  it.each([
    ['domain:eu.acme.co.uk', { key: 'domain:acme.co.uk' }],
    ['domain:ACME.example', { key: 'domain:acme.example' }],
    ['crm:hubspot:account:88', { key: 'crm:hubspot:account:88' }],
    ['acc_0123456789abcdef0123', { id: 'acc_0123456789abcdef0123' }],
  ])('account %s', (text, subject) => expect(accountSubject(text)).toEqual(subject));

  it.each([
    '',
    'jane@acme.example',
    'email:jane',
    'phone:1',
    'per_1',
    'acc_0123456789abcdef0123',
    'user:null',
  ])('refuses %j as a person and names the forms', (text) =>
    expect(() => person(text)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        publicText: expect.stringContaining('email:<address>'),
      }),
    ),
  );

  it.each([
    '',
    'acme.example',
    'domain:acme',
    'crm:hubspot:contact:7',
    'per_0123456789abcdef0123',
    'domain:a/b.c',
  ])('refuses %j as an account and names the forms', (text) =>
    expect(() => accountSubject(text)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        publicText: expect.stringContaining('domain:<host>'),
      }),
    ),
  );
});
