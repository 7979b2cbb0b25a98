import { compareMoments, compareText, type Moment } from './order.js';

/** An account named at a moment. */
export interface AccountNaming extends Moment {
  position: number;
  accountKey: string;
}

/**
 * What is known of the account a person belongs to. A semilattice under `merge`, so it may be folded per key, in any
 * order and in any batches, and merged and split along with the person's keys.
 */
export interface Belonging {
  /** Latest event that names both the person and an account. */
  named: AccountNaming | null;
  /** Latest event that carries an e-mail with a domain of its own (not free mail). */
  domain: AccountNaming | null;
}

/** An event as far as it tells of accounts: a `LogEvent` fits. */
export interface NamingEvent extends Moment {
  position: number;
  links: { accounts: string[] };
}

/** Belonging of somebody of whom nothing is known yet; the neutral element of `merge`. */
export const unknownBelonging: Belonging = { named: null, domain: null };

/** The later of two namings in business order; the content, then the place in the log, decides a tie. */
function later(a: AccountNaming | null, b: AccountNaming | null): AccountNaming | null {
  if (!a || !b) return a ?? b;
  const order = compareMoments(a, b) || compareText(a.accountKey, b.accountKey) || a.position - b.position;
  return order >= 0 ? a : b;
}

/** Both bodies of knowledge as one. Commutative, associative and idempotent. */
export function merge(a: Belonging, b: Belonging): Belonging {
  return { named: later(a.named, b.named), domain: later(a.domain, b.domain) };
}

/**
 * What an event adds for one person it names. `link` is that person's link (a `PersonLink` fits); the value belongs to
 * the link's strongest key.
 */
export function observe(
  belonging: Belonging,
  event: NamingEvent,
  link: { emailDomain: string | null },
): Belonging {
  const { occurredAt, eventId, position } = event;
  const naming = (accountKey: string): AccountNaming => ({ occurredAt, eventId, position, accountKey });
  const [account] = event.links.accounts;
  return merge(belonging, {
    named: account === undefined ? null : naming(account),
    domain: link.emailDomain === null ? null : naming(`domain:${link.emailDomain}`),
  });
}

/** Key of the account the person belongs to: the one named, else that of the e-mail's domain, else null. */
export function accountKeyOf(belonging: Belonging): string | null {
  return belonging.named?.accountKey ?? belonging.domain?.accountKey ?? null;
}
