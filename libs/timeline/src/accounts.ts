import { GuardedSets } from './guarded-sets.js';
import { isWeak, kindOf } from './keys.js';
import { compareMoments, compareText } from './order.js';
import { survivorsOf } from './survivor.js';

/** The account keys that one event names together. */
export interface AccountEvidence {
  position: number;
  eventId: string;
  /** Epoch milliseconds. */
  occurredAt: number;
  /** `crm:<system>:account:<id>` (strong) and `domain:<registrable domain>` (weak). */
  keys: string[];
}

/** The account that a key stands for. */
export interface AccountLink {
  /** The surviving key that names the account. */
  accountKey: string;
  /** Position of the first event that linked the key to the account; null if the key is alone. */
  evidence: number | null;
}

/** Business order; where two sources agree in both parts, the content decides. */
function compareEvidence(a: AccountEvidence, b: AccountEvidence): number {
  return compareMoments(a, b) || compareText(a.keys.join('\0'), b.keys.join('\0')) || a.position - b.position;
}

/**
 * Which keys are one account, for every key that the evidence carries. A pure function of the SET of evidence.
 * CRM ids of one event are one account. A domain belongs to the first account that claims it, in business order, and
 * joins a later one to it only if the two hold no different ids of one CRM.
 */
export function resolveAccounts(
  evidence: AccountEvidence[],
  firstPositions: ReadonlyMap<string, number>,
): Map<string, AccountLink> {
  const events = [...evidence].sort(compareEvidence);
  const sets = new GuardedSets();
  const nodes = new Map<string, number>();
  const proofs = new Map<string, AccountEvidence>();
  const prove = (event: AccountEvidence, key: string) => {
    const known = proofs.get(key);
    if (!known || compareEvidence(event, known) < 0) proofs.set(key, event);
  };
  for (const { keys } of events)
    for (const key of keys) if (!nodes.has(key)) nodes.set(key, sets.add(isWeak(key) ? null : kindOf(key)));

  const joinAll = (event: AccountEvidence, keys: string[], weakly: boolean) => {
    const [head, ...others] = keys;
    for (const key of others) {
      const [left, right] = [nodes.get(head!)!, nodes.get(key)!];
      if (weakly && !sets.joinIfCompatible(left, right)) continue;
      sets.join(left, right);
      prove(event, head!);
      prove(event, key);
    }
  };
  for (const event of events)
    joinAll(
      event,
      event.keys.filter((key) => !isWeak(key)),
      false,
    );
  for (const event of events) {
    const strongest = event.keys.find((key) => !isWeak(key)) ?? event.keys[0];
    if (strongest !== undefined)
      joinAll(event, [strongest, ...event.keys.filter((key) => isWeak(key) && key !== strongest)], true);
  }

  const members = [...nodes].map(([key, node]) => ({ key, set: sets.find(node) }));
  const survivors = survivorsOf(members, firstPositions);
  return new Map(
    members
      .sort((a, b) => compareText(a.key, b.key))
      .map(({ key, set }) => [
        key,
        { accountKey: survivors.get(set)!, evidence: proofs.get(key)?.position ?? null },
      ]),
  );
}
