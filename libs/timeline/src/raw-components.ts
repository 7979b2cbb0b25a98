import { compareMoments, compareText, type Moment } from './order.js';

interface Component<E> {
  keys: string[];
  evidence: E[];
  /** Last evidence in business order. */
  latest: E | null;
}

/**
 * Keys that evidence connects when guards are ignored, with that evidence: what one resolution has to look at together.
 * A component is named by the key that the log saw first.
 */
export class RawComponents<E extends Moment & { keys: string[] }> {
  private readonly firstPositions = new Map<string, number>();
  private readonly nameOf = new Map<string, string>();
  private readonly components = new Map<string, Component<E>>();
  private readonly unsettled = new Set<string>();

  /** A key known before, or a new one, which is a component of its own. */
  put(key: string, firstPosition: number, component = key): void {
    this.firstPositions.set(key, firstPosition);
    this.nameOf.set(key, component);
    const known = this.components.get(component);
    if (known) known.keys.push(key);
    else this.components.set(component, { keys: [key], evidence: [], latest: null });
  }

  /** Evidence known before: its keys are in one component already. */
  load(evidence: E[]): void {
    for (const one of evidence) keep(this.components.get(this.of(one.keys[0]!))!, one);
  }

  /** Name of the component of a key that was put. */
  of(key: string): string {
    return this.nameOf.get(key)!;
  }

  evidenceOf(component: string): readonly E[] {
    return this.components.get(component)!.evidence;
  }

  latestOf(component: string): E | null {
    return this.components.get(component)!.latest;
  }

  isUnsettled(component: string): boolean {
    return this.unsettled.has(component);
  }

  /** First positions of a component's keys. */
  positionsOf(component: string): Map<string, number> {
    return new Map(this.components.get(component)!.keys.map((key) => [key, this.firstPositions.get(key)!]));
  }

  /**
   * Adds evidence, which makes its keys one component; unsettled, unless it is known to change nothing.
   * @returns the keys whose component has another name now.
   */
  add(evidence: E, changesNothing = false): string[] {
    const names = [...new Set(evidence.keys.map((key) => this.of(key)))].sort(
      (a, b) => this.firstPositions.get(a)! - this.firstPositions.get(b)! || compareText(a, b),
    );
    const [name, ...others] = names as [string, ...string[]];
    const component = this.components.get(name)!;
    const renamed: string[] = [];
    for (const other of others) {
      const { keys, evidence: known } = this.components.get(other)!;
      for (const key of keys) this.nameOf.set(key, name);
      for (const one of known) keep(component, one);
      component.keys.push(...keys);
      renamed.push(...keys);
      this.components.delete(other);
      if (this.unsettled.delete(other)) this.unsettled.add(name);
    }
    keep(component, evidence);
    if (!changesNothing) this.unsettled.add(name);
    return renamed;
  }

  /** Components that got evidence since the last call. */
  takeUnsettled(): string[] {
    const names = [...this.unsettled];
    this.unsettled.clear();
    return names;
  }
}

function keep<E extends Moment>(component: Component<E>, evidence: E): void {
  component.evidence.push(evidence);
  if (!component.latest || compareMoments(component.latest, evidence) < 0) component.latest = evidence;
}
