import { createHmac } from 'node:crypto';
import { type EventTypeName, type Identifier, namingOf } from '@touchstone/contracts';
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
  private readonly secret: Buffer;

  constructor(secret: string) {
    this.secret = Buffer.from(secret, 'hex');
  }

  keyOf(workspace: string, { kind, value }: Identifier): string {
    if (kind === 'crm') return value;
    if (kind === 'anonymousId') return `anonymous:${value}`;
    const digest = createHmac('sha256', this.secret).update(`${workspace}\0${kind}\0${value}`).digest('hex');
    return `${prefixes[kind]}:${digest.slice(0, 32)}`;
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
