import type { LogEvent, PersonLink } from '@touchstone/event-log';
import { type Evidence, resolvePeople, type Visit, visitAt } from './identity.js';
import { isWeak } from './keys.js';
import { compareMoments, compareText, type Moment } from './order.js';
import { accountKeyOf, type Belonging, merge, observe, unknownBelonging } from './person-account.js';
import { RawComponents } from './raw-components.js';

/** What is kept of one key of a person. */
export interface PersonKey {
  key: string;
  /** Raw component: everything connected to it when guards are ignored; named by its first key. */
  component: string;
  firstPosition: number;
  belonging: Belonging;
}

/** Evidence with its number within its event: an event that names several people gives several. */
export interface NumberedEvidence extends Evidence {
  nth: number;
}

/** A stretch of a key's time that belongs to one person; `to` is the start of the next visit, not in it. */
export interface KeySlice {
  key: string;
  from: Moment | null;
  to: Moment | null;
}

const kinds = { 'identity.linked.v1': 'linked', 'identity.unlinked.v1': 'unlinked' } as const;

/**
 * The people around a batch of events, in memory: loaded, told of events, settled after each commit, saved.
 * Resolution itself is `resolvePeople`; this keeps its input together and says what a commit changed.
 */
export class People {
  private readonly keys = new Map<string, PersonKey>();
  private readonly components = new RawComponents<Evidence>();
  private readonly visits = new Map<string, Visit[]>();
  private readonly keysByPerson = new Map<string, Set<string>>();
  private readonly accountByPerson = new Map<string, string>();
  private readonly personsByAccountKey = new Map<string, Set<string>>();
  private readonly touched = new Set<string>();
  /** Of a person, until its visits change: journeys ask for the same people again and again. */
  private readonly slices = new Map<string, KeySlice[]>();

  /** What the batch changed, to be saved. */
  readonly changedKeys = new Set<string>();
  readonly changedVisits = new Set<string>();
  readonly newEvidence: NumberedEvidence[] = [];

  /** Adds what is stored; of keys that are here already only the evidence is new. */
  load(rows: { keys: PersonKey[]; evidence: Evidence[]; visits: Visit[] }): void {
    const keys = rows.keys.filter((row) => !this.keys.has(row.key));
    for (const row of keys) {
      this.keys.set(row.key, row);
      this.components.put(row.key, row.firstPosition, row.component);
    }
    this.components.load(rows.evidence);
    const byKey = new Map<string, Visit[]>();
    for (const visit of rows.visits) {
      const known = byKey.get(visit.key);
      if (known) known.push(visit);
      else byKey.set(visit.key, [visit]);
    }
    const persons = new Set<string>();
    for (const { key } of keys) {
      const visits = byKey.get(key) ?? alone(key);
      this.setVisits(key, visits);
      for (const { personKey } of visits) persons.add(personKey);
    }
    for (const person of persons) this.refreshAccount(person);
  }

  /** Forgets what was changed. */
  saved(): void {
    this.changedKeys.clear();
    this.changedVisits.clear();
    this.newEvidence.length = 0;
  }

  knows(key: string): boolean {
    return this.keys.has(key);
  }

  record(key: string): PersonKey {
    return this.keys.get(key)!;
  }

  /** Takes notice of one person that an event names. */
  see(event: LogEvent, link: PersonLink, nth: number): void {
    const [strongest] = link.keys;
    if (strongest === undefined) return;
    for (const key of link.keys) this.register(key, event.position);
    if (event.type !== 'identity.unlinked.v1') this.observeAccount(strongest, event, link);
    if (link.keys.length < 2) return;
    const kind = kinds[event.type as keyof typeof kinds] ?? 'seen';
    const { position, eventId, occurredAt } = event;
    this.addEvidence({ position, eventId, occurredAt, kind, keys: link.keys, nth });
  }

  /**
   * Resolves what the events since the last call may have changed.
   * @returns persons changed, by old and new names, the account keys that they belonged and belong to, and the keys that
   * stand for another person now, or for one of another account.
   */
  settle(): { persons: Set<string>; accountKeys: Set<string>; keys: Set<string> } {
    const changed = new Set(this.touched);
    const keys = new Set<string>();
    this.touched.clear();
    for (const component of this.components.takeUnsettled()) {
      const positions = this.components.positionsOf(component);
      const resolved = new Map<string, Visit[]>();
      for (const visit of resolvePeople([...this.components.evidenceOf(component)], positions))
        resolved.set(visit.key, [...(resolved.get(visit.key) ?? []), visit]);
      for (const [key, visits] of resolved) {
        const before = this.visits.get(key)!;
        if (same(before, visits)) continue;
        this.changedVisits.add(key);
        if (samePeople(before, visits)) this.visits.set(key, visits);
        else {
          for (const visit of [...before, ...visits]) changed.add(visit.personKey);
          this.setVisits(key, visits);
          keys.add(key);
        }
      }
    }
    const accountKeys = new Set<string>();
    for (const person of changed) {
      const before = this.accountKeyOf(person);
      this.refreshAccount(person);
      const after = this.accountKeyOf(person);
      for (const key of [before, after]) if (key !== null) accountKeys.add(key);
      if (before !== after) for (const key of this.keysOf(person)) if (this.keys.has(key)) keys.add(key);
    }
    return { persons: changed, accountKeys, keys };
  }

  /** The person that a key stands for at a moment. */
  personAt(key: string, { occurredAt, eventId }: Moment): string {
    return visitAt(this.visits.get(key) ?? alone(key), occurredAt, eventId).personKey;
  }

  /** All stretches of keys that belong to a person. */
  slicesOf(person: string): KeySlice[] {
    const known = this.slices.get(person);
    if (known) return known;
    const slices = [...this.keysOf(person)].sort(compareText).flatMap((key) => {
      const visits = this.visitsOf(key);
      return visits.flatMap((visit, index) =>
        visit.personKey === person ? [{ key, from: visit.from, to: visits[index + 1]?.from ?? null }] : [],
      );
    });
    this.slices.set(person, slices);
    return slices;
  }

  keysOf(person: string): Iterable<string> {
    return this.keysByPerson.get(person) ?? [person];
  }

  visitsOf(key: string): Visit[] {
    return this.visits.get(key) ?? alone(key);
  }

  /** Key of the account that a person belongs to, as it was named; null for none. */
  accountKeyOf(person: string): string | null {
    return this.accountByPerson.get(person) ?? null;
  }

  /** People who belong to the account that a key was named for. */
  membersOf(accountKey: string): Iterable<string> {
    return this.personsByAccountKey.get(accountKey) ?? [];
  }

  private register(key: string, position: number): void {
    if (this.keys.has(key)) return;
    this.keys.set(key, { key, component: key, firstPosition: position, belonging: unknownBelonging });
    this.components.put(key, position);
    this.setVisits(key, alone(key));
    this.changedKeys.add(key);
  }

  private observeAccount(key: string, event: LogEvent, link: PersonLink): void {
    const record = this.keys.get(key)!;
    const before = record.belonging;
    const belonging = observe(before, event, link);
    if (belonging.named === before.named && belonging.domain === before.domain) return;
    record.belonging = belonging;
    this.changedKeys.add(key);
    const person = this.visits.get(key)![0]!.personKey;
    if (this.accountOf(person) !== this.accountKeyOf(person)) this.touched.add(person);
  }

  private addEvidence(evidence: NumberedEvidence): void {
    if (this.repeatsStrongLink(evidence)) return;
    this.newEvidence.push(evidence);
    const renamed = this.components.add(evidence, this.saysNothingNew(evidence));
    for (const key of renamed) {
      this.keys.get(key)!.component = this.components.of(key);
      this.changedKeys.add(key);
    }
  }

  /** Of strong keys seen together only the first time counts: the link has no end, and the first is its proof. */
  private repeatsStrongLink({ kind, keys, occurredAt, eventId }: Evidence): boolean {
    if (kind !== 'seen' || keys.some(isWeak)) return false;
    const names = keys.join('\0');
    return this.components
      .evidenceOf(this.components.of(keys[0]!))
      .some(
        (known) =>
          known.kind === 'seen' &&
          compareMoments(known, { occurredAt, eventId }) <= 0 &&
          known.keys.join('\0') === names,
      );
  }

  /**
   * True where the newest evidence of a settled component says again what it resolved to: the resolution, which goes
   * through evidence in business order, then ends as before.
   */
  private saysNothingNew(evidence: Evidence): boolean {
    const [first, ...others] = evidence.keys;
    const component = this.components.of(first!);
    if (evidence.kind !== 'seen' || this.components.isUnsettled(component)) return false;
    if (others.some((key) => this.components.of(key) !== component)) return false;
    const person = this.personAt(first!, evidence);
    if (others.some((key) => this.personAt(key, evidence) !== person)) return false;
    const latest = this.components.latestOf(component);
    return latest !== null && compareMoments(latest, evidence) < 0;
  }

  private setVisits(key: string, visits: Visit[]): void {
    for (const { personKey } of this.visits.get(key) ?? []) {
      this.keysByPerson.get(personKey)?.delete(key);
      this.slices.delete(personKey);
    }
    for (const { personKey } of visits) {
      addTo(this.keysByPerson, personKey, key);
      this.slices.delete(personKey);
    }
    this.visits.set(key, visits);
  }

  /** What the person's keys say together. A key that changed hands speaks for its first person only. */
  private accountOf(person: string): string | null {
    let belonging = unknownBelonging;
    for (const key of this.keysByPerson.get(person) ?? [])
      if (this.visits.get(key)![0]!.personKey === person)
        belonging = merge(belonging, this.keys.get(key)!.belonging);
    return accountKeyOf(belonging);
  }

  private refreshAccount(person: string): void {
    const before = this.accountByPerson.get(person);
    const after = this.accountOf(person);
    if (before !== undefined) this.personsByAccountKey.get(before)?.delete(person);
    if (after === null) this.accountByPerson.delete(person);
    else {
      this.accountByPerson.set(person, after);
      addTo(this.personsByAccountKey, after, person);
    }
  }
}

/** A key that nothing links is a person of its own. */
function alone(key: string): Visit[] {
  return [{ key, from: null, personKey: key, evidence: null }];
}

function addTo(map: Map<string, Set<string>>, name: string, member: string): void {
  const members = map.get(name);
  if (members) members.add(member);
  else map.set(name, new Set([member]));
}

function same(a: Visit[], b: Visit[]): boolean {
  return samePeople(a, b) && a.every((visit, index) => visit.evidence === b[index]!.evidence);
}

function samePeople(a: Visit[], b: Visit[]): boolean {
  return (
    a.length === b.length &&
    a.every((visit, index) => {
      const other = b[index]!;
      return (
        visit.personKey === other.personKey &&
        visit.from?.occurredAt === other.from?.occurredAt &&
        visit.from?.eventId === other.from?.eventId
      );
    })
  );
}
