import { GuardedSets } from './guarded-sets.js';
import { isWeak, kindOf } from './keys.js';
import { compareMoments, compareText, type Moment } from './order.js';
import { survivorsOf } from './survivor.js';

/** What one event says of the keys of one person. An event that names several people gives several of these. */
export interface Evidence {
  position: number;
  eventId: string;
  /** Epoch milliseconds. */
  occurredAt: number;
  /** `seen`: carried together; `linked` and `unlinked`: somebody's word on every pair of the keys. */
  kind: 'seen' | 'linked' | 'unlinked';
  /** Strongest first. */
  keys: string[];
}

/** A stretch of time in which a key stands for one person. Only anonymous keys ever have more than one. */
export interface Visit {
  key: string;
  /** The event it starts with, that event included; null: from the beginning. */
  from: Moment | null;
  /** The surviving key that names the person. */
  personKey: string;
  /** Position of the first event that linked the key to the person; null if the key is alone. */
  evidence: number | null;
}

/** A visit while it is being resolved; its index is its node in the sets. */
interface Node {
  key: string;
  from: Moment | null;
  evidence: Evidence | null;
}

/** Business order. Where two sources agree in both parts, the content decides, so that arrival never does. */
function compareEvidence(a: Evidence, b: Evidence): number {
  return (
    compareMoments(a, b) ||
    compareText(a.kind, b.kind) ||
    compareText(a.keys.join('\0'), b.keys.join('\0')) ||
    a.position - b.position
  );
}

function* pairsOf(keys: string[]): Generator<[string, string]> {
  for (let i = 0; i < keys.length; i++)
    for (let j = i + 1; j < keys.length; j++) if (keys[i] !== keys[j]) yield [keys[i]!, keys[j]!];
}

/** Pairs of which the last explicit statement says that they are not one person. */
class UnlinkedPairs {
  private readonly partners = new Map<string, Set<string>>();

  constructor(inOrder: Evidence[]) {
    for (const event of inOrder) {
      if (event.kind === 'seen') continue;
      for (const [a, b] of pairsOf(event.keys)) {
        this.set(a, b, event.kind === 'unlinked');
        this.set(b, a, event.kind === 'unlinked');
      }
    }
  }

  private set(from: string, to: string, unlinked: boolean): void {
    const partners = this.partners.get(from) ?? new Set();
    if (unlinked) this.partners.set(from, partners.add(to));
    else partners.delete(to);
  }

  has(a: string, b: string): boolean {
    return this.partners.get(a)?.has(b) ?? false;
  }

  *[Symbol.iterator](): Generator<[string, string]> {
    for (const [a, partners] of this.partners) for (const b of partners) if (a < b) yield [a, b];
  }
}

/** The fold itself: nodes are visits, sets are people. Events are to be given in business order. */
class Resolution {
  private readonly sets = new GuardedSets();
  private readonly nodes: Node[] = [];
  /** Visits of a key in time order; the last one is its current visit. */
  private readonly visits = new Map<string, number[]>();

  constructor(
    events: Evidence[],
    private readonly unlinked: UnlinkedPairs,
  ) {
    for (const event of events)
      for (const key of event.keys) if (!this.visits.has(key)) this.startVisit(key, null);
    const linking = events.filter((event) => event.kind !== 'unlinked' && event.keys.length > 1);
    for (const event of linking) this.joinStrong(event);
    for (const [a, b] of unlinked)
      if (!isWeak(a) && !isWeak(b)) this.sets.keepApart(this.current(a), this.current(b));
    for (const event of linking) this.identifyWeak(event);
  }

  private startVisit(key: string, from: Moment | null): number {
    const node = this.sets.add(isWeak(key) ? null : kindOf(key));
    this.nodes.push({ key, from, evidence: null });
    const visits = this.visits.get(key);
    if (visits) visits.push(node);
    else this.visits.set(key, [node]);
    return node;
  }

  private current(key: string): number {
    return this.visits.get(key)!.at(-1)!;
  }

  private prove(event: Evidence, ...nodes: number[]): void {
    for (const index of nodes) {
      const node = this.nodes[index]!;
      if (!node.evidence || compareEvidence(event, node.evidence) < 0) node.evidence = event;
    }
  }

  /** Strong keys of one event are one person, unless somebody said that they are not. */
  private joinStrong(event: Evidence): void {
    for (const [a, b] of pairsOf(event.keys.filter((key) => !isWeak(key)))) {
      if (this.unlinked.has(a, b)) continue;
      this.sets.join(this.current(a), this.current(b));
      this.prove(event, this.current(a), this.current(b));
    }
  }

  /**
   * Anonymous keys of an event stand for the person of its strongest key. Where the guard forbids that this person and
   * the one the key stood for are the same, somebody else sits at the computer now: a new visit starts.
   */
  private identifyWeak(event: Evidence): void {
    const strongest = event.keys.find((key) => !isWeak(key)) ?? event.keys[0]!;
    const identified = !isWeak(strongest);
    for (const key of event.keys) {
      if (!isWeak(key) || key === strongest) continue;
      const contradicted = identified
        ? event.keys.some((other) => !isWeak(other) && this.unlinked.has(key, other))
        : this.unlinked.has(key, strongest);
      if (contradicted) continue;
      const person = this.current(strongest);
      if (!this.sets.joinIfCompatible(person, this.current(key))) {
        // Two anonymous keys alone never tell who came; they stay with the people they have.
        if (!identified) continue;
        this.sets.join(person, this.startVisit(key, event));
      }
      this.prove(event, person, this.current(key));
    }
  }

  toVisits(firstPositions: ReadonlyMap<string, number>): Visit[] {
    const members = this.nodes.flatMap(({ key, from }, node) =>
      // A key names the person of its first visit only: each key is offered once, so names are unique.
      from === null ? [{ key, set: this.sets.find(node) }] : [],
    );
    const survivors = survivorsOf(members, firstPositions);
    return [...this.visits.keys()].sort(compareText).flatMap((key) =>
      this.visits.get(key)!.map((node) => {
        const { from, evidence } = this.nodes[node]!;
        return {
          key,
          from: from && { occurredAt: from.occurredAt, eventId: from.eventId },
          personKey: survivors.get(this.sets.find(node))!,
          evidence: evidence?.position ?? null,
        };
      }),
    );
  }
}

/**
 * Who is who: the visits of every key that the evidence carries, sorted by key and start. A pure function of the SET of
 * evidence: order, repetition and unrelated evidence change nothing.
 *
 * 1. Of each pair of keys the last explicit statement counts. Edges of an unlinked pair are ignored, old and new ones.
 * 2. Strong keys (all but `anonymous:`) of one event are one person.
 * 3. In business order, an anonymous key stands for the person of the strongest key it is seen with: from the beginning
 *    for its first person; joining two people that have no kind of key in common and are not unlinked; else as a new
 *    visit from that event on. It is ignored on events with a strong key it is unlinked from. Two anonymous keys without
 *    a strong one are one visitor, unless they stand for two people that may not be joined.
 * 4. A person is named by its key with the lowest first position (`firstPositions`, keys that it lacks come last). An
 *    anonymous key names the person of its first visit only, so no two people have one name.
 */
export function resolvePeople(evidence: Evidence[], firstPositions: ReadonlyMap<string, number>): Visit[] {
  const events = [...evidence].sort(compareEvidence);
  return new Resolution(events, new UnlinkedPairs(events)).toVisits(firstPositions);
}

/** The visit of a moment, out of the visits of ONE key sorted by start (as `resolvePeople` gives them; never empty). */
export function visitAt(visits: Visit[], occurredAt: number, eventId: string): Visit {
  let [low, high] = [0, visits.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const { from } = visits[middle]!;
    if (!from || compareMoments(from, { occurredAt, eventId }) <= 0) low = middle;
    else high = middle - 1;
  }
  return visits[low]!;
}
