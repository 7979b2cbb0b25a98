import type { LogEvent } from '@touchstone/event-log';
import { type AccountEvidence, resolveAccounts } from './accounts.js';
import { RawComponents } from './raw-components.js';

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
  private readonly components = new RawComponents<AccountEvidence>();
  private readonly keysByAccount = new Map<string, Set<string>>();

  readonly changedKeys = new Set<string>();
  readonly newEvidence: AccountEvidence[] = [];

  load(rows: { keys: AccountKey[]; evidence: AccountEvidence[] }): void {
    for (const row of rows.keys) {
      this.keys.set(row.key, row);
      this.components.put(row.key, row.firstPosition, row.component);
      this.join(row.key, row.accountKey);
    }
    this.components.load(rows.evidence);
  }

  /** Forgets what was changed. */
  saved(): void {
    this.changedKeys.clear();
    this.newEvidence.length = 0;
  }

  knows(key: string): boolean {
    return this.keys.has(key);
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
    const names = links.accounts.join('\0');
    // an account names the same keys on most of its events; the first of them is the proof
    const known = this.components.evidenceOf(this.components.of(links.accounts[0]!));
    if (known.some((one) => one.occurredAt <= occurredAt && one.keys.join('\0') === names)) return;
    const evidence = { position, eventId, occurredAt, keys: links.accounts };
    this.newEvidence.push(evidence);
    for (const key of this.components.add(evidence)) {
      this.keys.get(key)!.component = this.components.of(key);
      this.changedKeys.add(key);
    }
  }

  /** @returns accounts changed since the last call, old and new names. */
  settle(): Set<string> {
    const changed = new Set<string>();
    for (const component of this.components.takeUnsettled()) {
      const evidence = [...this.components.evidenceOf(component)];
      for (const [key, link] of resolveAccounts(evidence, this.components.positionsOf(component))) {
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
    this.components.put(key, position);
    this.join(key, key);
    this.changedKeys.add(key);
  }

  private join(key: string, account: string): void {
    const keys = this.keysByAccount.get(account);
    if (keys) keys.add(key);
    else this.keysByAccount.set(account, new Set([key]));
  }
}
