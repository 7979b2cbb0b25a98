import { createHmac } from 'node:crypto';
import { type EventTypeName, type Identifier, namingOf, remembering } from '@touchstone/contracts';
import type { Links } from './event.js';

/**
 * The one seam that personal data passes on its way into the log. Fields are kept as they come today; a sealing
 * implementation encrypts them per subject without a change elsewhere, as everything that compares people uses keys.
 */
export interface PersonalData {
  /** Pseudonymous key of an identifier; the same value gives the same key within a workspace. */
  keyOf(workspace: string, identifier: Identifier): string;
  /** Whom the event names, as keys, and its data as the log may keep it. */
  seal(
    workspace: string,
    type: EventTypeName,
    data: Record<string, unknown>,
  ): { links: Links; data: Record<string, unknown> };
}

const prefixes = { userId: 'user', email: 'email', phone: 'phone' } as const;

/** Look-ups by HMAC-SHA-256 (128 bits kept); fields in the clear. `secret` is the hex PII_KEY. */
export class HashedLookups implements PersonalData {
  private readonly digestOf: (text: string) => string;

  constructor(secret: string) {
    const key = Buffer.from(secret, 'hex');
    this.digestOf = remembering(50_000, (text) =>
      createHmac('sha256', key).update(text).digest('hex').slice(0, 32),
    );
  }

  keyOf(workspace: string, { kind, value }: Identifier): string {
    if (kind === 'crm') return value;
    if (kind === 'anonymousId') return `anonymous:${value}`;
    return `${prefixes[kind]}:${this.digestOf(`${workspace}\0${kind}\0${value}`)}`;
  }

  seal(
    workspace: string,
    _type: EventTypeName,
    data: Record<string, unknown>,
  ): { links: Links; data: Record<string, unknown> } {
    const naming = namingOf(data);
    return {
      links: {
        people: naming.people.map((person) => ({
          keys: [...new Set(person.identifiers.map((identifier) => this.keyOf(workspace, identifier)))],
          emailDomain: person.emailDomain,
          role: person.role,
        })),
        accounts: naming.accounts,
      },
      data,
    };
  }
}
