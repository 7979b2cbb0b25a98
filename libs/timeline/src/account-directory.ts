import type { LogEvent } from '@touchstone/event-log';
import { attributesIn, type AttributeNamings, laterAttributes, valuesOf } from './account-attributes.js';
import { laterSegment, segmentIn, type SegmentNaming } from './account-segment.js';
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
  /** Newest segment given by this name of the account; null: none. */
  segment: SegmentNaming | null;
  /** Newest attributes given by this name of the account; null: none. */
  attributes: AttributeNamings | null;
}

/** The accounts around a batch of events, in memory; the counterpart of `People`. */
export class AccountDirectory {
  private readonly keys = new Map<string, AccountKey>();
  private readonly components = new RawComponents<AccountEvidence>();
  private readonly keysByAccount = new Map<string, Set<string>>();

  private readonly resegmented = new Map<string, LogEvent>();
  private readonly described = new Map<string, LogEvent>();
  private readonly begun = new Set<string>();

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
  see(event: LogEvent): void {
    const { position, eventId, occurredAt, links } = event;
    for (const key of links.accounts) this.register(key, position);
    this.observeSegment(event);
    this.observeAttributes(event);
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

  /**
   * @returns accounts changed since the last call, old and new names; the keys that stand for another account now; those
   * that came up; and keys whose account may have another segment, or other attributes, with the event that gives them
   */
  settle(): {
    accounts: Set<string>;
    keys: Set<string>;
    begun: Set<string>;
    segments: Map<string, LogEvent>;
    described: Map<string, LogEvent>;
  } {
    const changed = new Set<string>();
    const keys = new Set<string>();
    const segments = new Map(this.resegmented);
    const described = new Map(this.described);
    const begun = new Set(this.begun);
    this.begun.clear();
    this.resegmented.clear();
    this.described.clear();
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
        keys.add(key);
      }
    }
    return { accounts: changed, keys, begun, segments, described };
  }

  /** Segment of an account, by whichever of its keys it was given last; empty: none. */
  segmentOf(account: string): string {
    let newest: SegmentNaming | null = null;
    for (const key of this.keysOf(account))
      newest = laterSegment(newest, this.keys.get(key)?.segment ?? null);
    return newest?.segment ?? '';
  }

  /** What is known of an account beside, of each name the latest by whichever of its keys. */
  attributesOf(account: string): Record<string, unknown> {
    let newest: AttributeNamings | null = null;
    for (const key of this.keysOf(account))
      newest = laterAttributes(newest, this.keys.get(key)?.attributes ?? null);
    return valuesOf(newest);
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
    this.keys.set(key, {
      key,
      component: key,
      firstPosition: position,
      accountKey: key,
      evidence: null,
      segment: null,
      attributes: null,
    });
    this.components.put(key, position);
    this.join(key, key);
    this.begun.add(key);
    this.changedKeys.add(key);
  }

  private observeSegment(event: LogEvent): void {
    const given = segmentIn(event);
    const record = given && this.keys.get(event.links.accounts[0] ?? '');
    if (!record) return;
    const newest = laterSegment(record.segment, given);
    if (newest === record.segment) return;
    const before = this.segmentOf(record.accountKey);
    record.segment = newest;
    this.changedKeys.add(record.key);
    if (this.segmentOf(record.accountKey) !== before) this.resegmented.set(record.key, event);
  }

  private observeAttributes(event: LogEvent): void {
    const given = attributesIn(event);
    const record = given && this.keys.get(event.links.accounts[0] ?? '');
    if (!record) return;
    const newest = laterAttributes(record.attributes, given);
    if (JSON.stringify(newest) === JSON.stringify(record.attributes)) return;
    record.attributes = newest;
    this.changedKeys.add(record.key);
    this.described.set(record.key, event);
  }

  private join(key: string, account: string): void {
    const keys = this.keysByAccount.get(account);
    if (keys) keys.add(key);
    else this.keysByAccount.set(account, new Set([key]));
  }
}
