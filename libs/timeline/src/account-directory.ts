import type { LogEvent } from '@touchstone/event-log';
import { type AccountEvidence, resolveAccounts } from './accounts.js';
import { Components } from './components.js';
import { compareText } from './order.js';

/** What is kept of one key of an account. */
export interface AccountKey {
  key: string;
  component: string;
  firstPosition: number;
  /** Surviving key that names the account. */
  accountKey: string;
  evidence: number | null;
}

/** The accounts around a batch of events, in memory; the counterpart of `People`. */
export class AccountDirectory {
  private readonly keys = new Map<string, AccountKey>();
  private readonly components = new Components();
  private readonly evidence = new Map<string, AccountEvidence[]>();
  private readonly keysByAccount = new Map<string, Set<string>>();
  private readonly unsettled = new Set<string>();

  readonly changedKeys = new Set<string>();
  readonly newEvidence: AccountEvidence[] = [];

  load(rows: { keys: AccountKey[]; evidence: AccountEvidence[] }): void {
    for (const row of rows.keys) {
      this.keys.set(row.key, row);
      this.components.put(row.key, row.component);
      this.join(row.key, row.accountKey);
    }
    for (const one of rows.evidence) this.evidenceOf(this.components.of(one.keys[0]!)).push(one);
  }

  record(key: string): AccountKey {
    return this.keys.get(key)!;
  }

  /** Takes notice of the accounts that an event names, by key or by the domain of somebody's e-mail. */
  see({ position, eventId, occurredAt, links }: LogEvent): void {
    for (const key of links.accounts) this.register(key, position);
    for (const { emailDomain } of links.people)
      if (emailDomain !== null) this.register(`domain:${emailDomain}`, position);
    if (links.accounts.length < 2) return;
    const component = this.unite(links.accounts);
    const known = this.evidenceOf(component);
    const repeated = known.some(
      (one) => one.occurredAt <= occurredAt && one.keys.join('\0') === links.accounts.join('\0'),
    );
    if (repeated) return; // an account names the same keys on most of its events; the first of them is the proof
    const evidence = { position, eventId, occurredAt, keys: links.accounts };
    known.push(evidence);
    this.newEvidence.push(evidence);
    this.unsettled.add(component);
  }

  /** @returns accounts changed since the last call, old and new names. */
  settle(): Set<string> {
    const changed = new Set<string>();
    for (const component of this.unsettled) {
      const positions = new Map(
        [...this.components.membersOf(component)].map((key) => [key, this.keys.get(key)!.firstPosition]),
      );
      for (const [key, link] of resolveAccounts(this.evidence.get(component) ?? [], positions)) {
        const record = this.keys.get(key)!;
        if (record.accountKey === link.accountKey && record.evidence === link.evidence) continue;
        this.changedKeys.add(key);
        record.evidence = link.evidence;
        if (record.accountKey === link.accountKey) continue;
        changed.add(record.accountKey).add(link.accountKey);
        this.keysByAccount.get(record.accountKey)?.delete(key);
        record.accountKey = link.accountKey;
        this.join(key, link.accountKey);
      }
    }
    this.unsettled.clear();
    return changed;
  }

  /** Surviving key of the account that a key stands for. */
  accountOf(key: string): string {
    return this.keys.get(key)?.accountKey ?? key;
  }

  /** All keys of an account. */
  keysOf(account: string): Iterable<string> {
    return this.keysByAccount.get(account) ?? [account];
  }

  private register(key: string, position: number): void {
    if (this.keys.has(key)) return;
    this.keys.set(key, { key, component: key, firstPosition: position, accountKey: key, evidence: null });
    this.components.put(key, key);
    this.join(key, key);
    this.changedKeys.add(key);
  }

  private join(key: string, account: string): void {
    const keys = this.keysByAccount.get(account);
    if (keys) keys.add(key);
    else this.keysByAccount.set(account, new Set([key]));
  }

  private evidenceOf(component: string): AccountEvidence[] {
    const known = this.evidence.get(component) ?? [];
    this.evidence.set(component, known);
    return known;
  }

  private unite(keys: string[]): string {
    const names = [...new Set(keys.map((key) => this.components.of(key)))].sort(
      (a, b) => this.keys.get(a)!.firstPosition - this.keys.get(b)!.firstPosition || compareText(a, b),
    );
    const [name, ...merged] = names as [string, ...string[]];
    for (const other of merged) {
      for (const key of this.components.merge(other, name)) {
        this.keys.get(key)!.component = name;
        this.changedKeys.add(key);
      }
      this.evidenceOf(name).push(...this.evidenceOf(other));
      this.evidence.delete(other);
      if (this.unsettled.delete(other)) this.unsettled.add(name);
    }
    return name;
  }
}
